# METADATA
# title: Protected branches
# description: >-
#   Pushing to a protected branch needs people's approval, by Git or through a forge's API: a commit, a merge, a release.
# custom:
#   short: Protected refs need approval
package sallyport.rules.git.protected_branches

import data.sallyport.lib.findings
import data.sallyport.lib.git

require_approval contains object.union_n([findings.asking(settings), findings.lease(settings, operation), {
	"message": $"{operation.detail.ref} of {operation.detail.repository} is protected: pushing to it needs approval.",
	"fix": "Push to another branch and open a pull request, or wait for the approval.",
	"operation": index,
}]) if {
	settings := data.settings.git.protected_branches
	some index, operation in git.pushes
	git.protected[index]
	not git.unnamed[index]
}

require_approval contains object.union(findings.asking(settings), {
	"message": $"Whether {what} is protected can't be told from the request: pushing to it needs approval.",
	"fix": "Name the repository and the branch, where the API lets you; or wait for the approval.",
	"operation": index,
}) if {
	settings := data.settings.git.protected_branches
	some index, _ in git.pushes
	what := git.unnamed[index]
}
