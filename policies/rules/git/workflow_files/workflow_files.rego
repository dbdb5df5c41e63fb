# METADATA
# title: Workflow files
# description: >-
#   A push that changes what the CI system runs needs people's approval, and so does one with more changes than the
#   gateway lists. Needs what is inside the push, which the gateway looks up: without it, this rule finds nothing.
# custom:
#   short: Changes of CI workflows need approval
package sallyport.rules.git.workflow_files

import data.sallyport.lib.git
import data.sallyport.lib.names

require_approval contains {
	"message": $"This push changes {what} on {operation.detail.ref}, which is what CI runs.",
	"fix": "Leave the workflow files as they are, or wait for the approval.",
	"operation": index,
	"from": settings.from,
	"quorum": settings.quorum,
	"seconds": settings.seconds,
} if {
	settings := data.settings.git.workflow_files
	some index, operation in git.pushes
	what := suspect(operation.detail.inspection, names.any_of(settings.paths))
}

suspect(inspection, pattern) := "more files than can be listed" if inspection.truncated

else := concat(", ", paths) if {
	paths := [change.path |
		some change in inspection.changes
		glob.match(pattern, ["/"], change.path)
	]
	count(paths) > 0
}
