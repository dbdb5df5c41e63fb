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
	what := suspect[index]
}

suspect[index] := "more files than can be listed" if {
	some index, operation in git.pushes
	operation.detail.inspection.truncated
}

suspect[index] := concat(", ", paths) if {
	some index, operation in git.pushes
	not operation.detail.inspection.truncated
	paths := [path |
		some path in changed(operation.detail)
		not harmless[path]
	]
	count(paths) > 0
}

# What is inside a push, or, through a forge's API, what the call itself names.
changed(detail) := [change.path | some change in detail.inspection.changes] if detail.inspection

else := detail.paths

# Without patterns that can be read, no path is known to be harmless.
harmless contains path if {
	patterns := names.any_of(data.settings.git.workflow_files.paths)
	some operation in git.pushes
	some path in changed(operation.detail)
	names.matches(patterns, path) == false
}
