package sallyport.rules.git.branch_deletes_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.branch_deletes

test_unprotected_branches_may_be_deleted if {
	branch_deletes.allow == {{
		"message": "refs/heads/topic is not protected: deleting it is allowed.",
		"operation": 0,
	}} with input as inputs.git([
		inputs.delete("refs/heads/topic"),
		inputs.delete("refs/heads/main"),
		inputs.delete("refs/tags/v1.0"),
		inputs.delete("refs/notes/commits"),
		inputs.push("refs/heads/topic"),
	])
}
