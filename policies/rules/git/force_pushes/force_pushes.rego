# METADATA
# title: Force pushes
# description: History is rewritten only on the branches that the settings allow it on, and never on protected ones.
# custom:
#   short: History is rewritten only where the settings allow it
package sallyport.rules.git.force_pushes

import data.sallyport.lib.break_glass
import data.sallyport.lib.git
import data.sallyport.lib.names

deny contains {
	"message": $"This push rewrites the history of {operation.detail.ref} in {operation.detail.repository}.",
	"fix": "Push without --force, new commits on top of what is there; or push to another branch.",
	"operation": index,
} if {
	not break_glass.active
	some index, operation in git.pushes
	forced(operation.detail)
	not allowed[index]
}

forced(detail) if detail.inspection.forced

# What a call to a forge's API asks for.
forced(detail) if detail.forced

allowed[index] if {
	some index in git.unprotected
	names.matches_any(data.settings.git.force_pushes.allowed, git.short_names[index])
}
