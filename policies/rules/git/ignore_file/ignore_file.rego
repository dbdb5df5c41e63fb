# METADATA
# title: Ignore file
# description: >-
#   A push that changes .sallyportignore needs people's approval: once it is on the default branch, the findings that it
#   lists count as no secrets.
# custom:
#   short: Saying what is no secret needs approval
package sallyport.rules.git.ignore_file

import data.sallyport.lib.findings
import data.sallyport.lib.git

require_approval contains object.union(findings.asking(settings), {
	"message": $"This push changes {what} on {operation.detail.ref}, and .sallyportignore says which secrets are none.",
	"fix": "Leave .sallyportignore as it is, or wait for the approval.",
	"operation": index,
}) if {
	settings := data.settings.git.ignore_file
	some index, what in suspect
	operation := git.pushes[index]
}

suspect[index] := what if some index, what in git.uncertain

suspect[index] := ".sallyportignore" if {
	some index, inspection in git.inspections
	not git.uncertain[index]
	some change in inspection.changes
	change.path == ".sallyportignore"
}
