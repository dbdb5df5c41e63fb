# METADATA
# title: Business hours
# description: >-
#   On connections with the settings' labels, changes outside business hours need people's approval: nobody is there to
#   see what they break.
# custom:
#   short: Changes at night need approval
package sallyport.rules.session.business_hours

import data.sallyport.lib.clock
import data.sallyport.lib.findings
import data.sallyport.lib.operations

require_approval contains object.union(findings.asking(settings), {
	"message": $"{operation.kind} on {operation.resource} outside business hours needs approval.",
	"fix": $"Wait for the approval, or for {settings.opens} to {settings.closes} ({settings.zone}).",
	"operation": index,
}) if {
	settings := data.settings.session.business_hours
	some name, value in settings.labels
	input.connection.labels[name] == value
	some index, operation in operations.changing

	# Last, since the time of day in a zone is the dearest thing to find out.
	# regal ignore:non-loop-expression
	not open
}

open if {
	settings := data.settings.session.business_hours
	local := clock.local(settings.zone)
	local.weekday in settings.days
	settings.opens <= local.time
	local.time < settings.closes
}
