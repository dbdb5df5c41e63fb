# METADATA
# title: Protected tags
# description: Making a protected tag needs people's approval. Once made, it is neither moved nor deleted.
# custom:
#   short: Release tags are made with approval, and never moved
package sallyport.rules.git.protected_tags

import data.sallyport.lib.findings
import data.sallyport.lib.git
import data.sallyport.lib.names

require_approval contains object.union(findings.asking(settings), {
	"message": $"{operation.detail.ref} of {operation.detail.repository} is a protected tag, and making it needs approval.",
	"fix": "Wait for the approval, or push a tag that is not protected.",
	"operation": index,
}) if {
	settings := data.settings.git.protected_tags
	some index, operation in protected
	operation.detail.action == "create"
}

deny contains {
	"message": $"{operation.detail.ref} of {operation.detail.repository} is a protected tag, and stays as it is.",
	"fix": "Make a new tag with another name.",
	"operation": index,
} if {
	some index, operation in protected
	operation.detail.action != "create"
}

protected[index] := operation if {
	some index, name in git.tags
	names.matches_any(data.settings.git.protected_tags.names, name)
	operation := input.operations[index]
}
