# METADATA
# title: Blast radius
# description: A session makes no more changes of each kind of access than the settings say, all its requests together.
# custom:
#   short: A session makes only so many changes
package sallyport.rules.session.blast_radius

import data.sallyport.lib.break_glass
import data.sallyport.lib.operations

reserve contains {"counter": access, "amount": amount} if {
	some access in {operation.access | some operation in counted}
	data.settings.session.blast_radius[access]
	amount := count([index | some index, operation in counted; operation.access == access])
}

# Clients open tunnels by the dozen, and by itself none of them changes anything.
counted[index] := operation if {
	some index, operation in operations.changing
	operation.kind != "net.connect"
}

deny contains {
	"message": $"With this request, the session would make {made} changes by {access}, and may make {limit}.",
	"fix": "Start a new run, or have the settings' limit raised.",
} if {
	not break_glass.active
	some name, made in input.session.counters
	startswith(name, "session/blast-radius/")
	access := trim_prefix(name, "session/blast-radius/")
	limit := data.settings.session.blast_radius[access]
	not within(made, limit)
}

within(made, limit) if {
	is_number(limit)
	made <= limit
}
