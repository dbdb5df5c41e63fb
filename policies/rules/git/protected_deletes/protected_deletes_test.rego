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

what := "the ref with the id R_1 of a repository that the request does not name"

test_what_is_not_named_may_not_be_deleted if {
	protected_deletes.deny == {{
		"message": $"Whether {what} is protected can't be told from the request: it may not be deleted.",
		"fix": "Name the repository and the branch, or delete it by git push --delete.",
		"operation": 1,
	}} with input as inputs.github([
		inputs.through_api(inputs.delete("refs/heads/topic")),
		inputs.unnamed(inputs.delete("refs/heads/topic"), "?", "the ref with the id R_1"),
	])
}
