# METADATA
# title: Untrusted triggers
# description: >-
#   A run that outsiders can start or steer only reads. Forks, comments and pull_request_target run with what strangers
#   wrote.
# custom:
#   short: Runs that outsiders can start only read
package sallyport.rules.session.untrusted_triggers

import data.sallyport.lib.operations
import data.sallyport.lib.trust

deny contains {
	"message": $"This run was started by {trigger}, so it may only read, and {operation.kind} is more than that.",
	"fix": "Do this in a run of the repository's own branch that one of its maintainers starts.",
	"operation": index,
} if {
	not trust.trusted
	some index, operation in operations.changing
}

trigger := "an unknown event" if input.session.trust.event == ""

else := $"{input.session.trust.event} from a fork" if input.session.trust.fork == true

else := input.session.trust.event
