# METADATA
# title: Protected deletes
# description: A protected branch is never deleted.
# custom:
#   short: Protected refs are never deleted
package sallyport.rules.git.protected_deletes

import data.sallyport.lib.git

deny contains {
	"message": $"{operation.detail.ref} of {operation.detail.repository} is protected: it may not be deleted.",
	"fix": "Delete only branches that are not protected; ask a maintainer of the repository to delete this one.",
	"operation": index,
} if {
	some index, operation in git.deletes
	git.protected[index]
	not git.unnamed[index]
}

deny contains {
	"message": $"Whether {what} is protected can't be told from the request: it may not be deleted.",
	"fix": "Name the repository and the branch, or delete it by git push --delete.",
	"operation": index,
} if {
	some index, _ in git.deletes
	what := git.unnamed[index]
}
