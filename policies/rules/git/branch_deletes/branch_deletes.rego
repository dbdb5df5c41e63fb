# METADATA
# title: Branch deletes
# description: Deleting is allowed for every branch that is not protected. Tags stay.
# custom:
#   short: Unprotected branches may be deleted
package sallyport.rules.git.branch_deletes

import data.sallyport.lib.git

allow contains {
	"message": $"{operation.detail.ref} is not protected: deleting it is allowed.",
	"operation": index,
} if {
	some index, operation in git.deletes
	startswith(operation.detail.ref, "refs/heads/")
	git.unprotected[index]
}
