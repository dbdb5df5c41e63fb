# METADATA
# title: Feature branches
# description: Pushing is allowed to every branch and tag that is not protected.
# custom:
#   short: Unprotected refs may be pushed to
package sallyport.rules.git.feature_branches

import data.sallyport.lib.git

allow contains {
	"message": $"{operation.detail.ref} is not protected: pushing to it is allowed.",
	"operation": index,
} if {
	some index, operation in git.pushes
	git.unprotected[index]
}
