# METADATA
# title: Unseen contents
# description: >-
#   What a forge's API puts on a branch or a tag is not looked into, as a push is: it may hold secrets, or changes that
#   the call doesn't name. So people are asked.
# custom:
#   short: What the API puts on a ref, unseen, needs approval
package sallyport.rules.forge.unseen_contents

import data.sallyport.lib.findings
import data.sallyport.lib.git

require_approval contains object.union(findings.asking(settings), {
	"message": $"{operation.detail.via} puts on {operation.resource} what nobody has looked into.",
	"fix": "Push it with git, which is looked into; or wait for the approval.",
	"operation": index,
}) if {
	settings := data.settings.forge.unseen_contents
	some index, operation in git.pushes
	not git.inspections[index]
}
