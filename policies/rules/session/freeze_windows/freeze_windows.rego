# METADATA
# title: Freeze windows
# description: While a freeze lasts, nothing is changed on connections with its labels.
# custom:
#   short: Nothing is changed during a freeze
package sallyport.rules.session.freeze_windows

import data.sallyport.lib.break_glass
import data.sallyport.lib.clock
import data.sallyport.lib.operations

deny contains {
	"message": $"{operation.kind} on {operation.resource} has to wait: {window.reason} until {window.until}.",
	"fix": "Try again after the freeze; in an emergency, use a break-glass session.",
	"operation": index,
} if {
	not break_glass.active
	some window in data.settings.session.freeze_windows
	labelled(window)
	not over(window)
	some index, operation in operations.changing
}

# A window with no labels freezes every connection, and so does one whose labels can't be read.
labelled(window) if {
	every name, value in window.labels {
		input.connection.labels[name] == value
	}
}

labelled(window) if not is_object(object.get(window, "labels", null))

# Times that can't be read leave the window in force.
over(window) if clock.now < time.parse_rfc3339_ns(window.from)

over(window) if clock.now >= time.parse_rfc3339_ns(window.until)
