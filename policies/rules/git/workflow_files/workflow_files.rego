# METADATA
# title: Workflow files
# description: >-
#   A push that changes what the CI system runs needs people's approval, and so does one of which it can't be told which
#   files it changes.
# custom:
#   short: Changes of CI workflows need approval
package sallyport.rules.git.workflow_files

import data.sallyport.lib.findings
import data.sallyport.lib.git

require_approval contains object.union(findings.asking(settings), {
	"message": $"This push changes {what} on {operation.detail.ref}, which is what CI runs.",
	"fix": "Leave the workflow files as they are, or wait for the approval.",
	"operation": index,
}) if {
	settings := data.settings.git.workflow_files
	some index, operation in git.pushes
	what := git.touched(index, object.get(settings, "paths", null))
}
