package sallyport.rules.git.protected_deletes_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.protected_deletes

test_protected_refs_are_never_deleted if {
	protected_deletes.deny == {{
		"message": "refs/heads/release/1.0 of acme/shop is protected: it may not be deleted.",
		"fix": "Delete only branches that are not protected; ask a maintainer of the repository to delete this one.",
		"operation": 1,
	}} with input as inputs.git([inputs.delete("refs/heads/topic"), inputs.delete("refs/heads/release/1.0")])
}

test_pushes_are_not_deletes if {
	protected_deletes.deny == set() with input as inputs.git([inputs.push("refs/heads/main")])
}
