package sallyport.rules.git.protected_branches_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.protected_branches

asked(ref, operation) := {
	"message": $"{ref} of acme/shop is protected: pushing to it needs approval.",
	"fix": "Push to another branch and open a pull request, or wait for the approval.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_each_protected_ref_needs_approval if {
	protected_branches.require_approval == {
		asked("refs/heads/main", 0),
		asked("refs/heads/master", 1),
		asked("refs/heads/release/1.0", 3),
		asked("refs/tags/main", 4),
	} with input as inputs.git([
		inputs.push("refs/heads/main"),
		inputs.push("refs/heads/master"),
		inputs.push("refs/heads/topic"),
		inputs.push("refs/heads/release/1.0"),
		inputs.push("refs/tags/main"),
	])
}

test_settings_say_whom_to_ask if {
	protected_branches.require_approval == {{
		"message": "refs/heads/trunk of acme/shop is protected: pushing to it needs approval.",
		"fix": "Push to another branch and open a pull request, or wait for the approval.",
		"operation": 0,
		"from": ["security"],
		"quorum": 2,
		"seconds": 60,
	}} with input as inputs.git([inputs.push("refs/heads/trunk"), inputs.push("refs/heads/main")])
		with data.settings.git.protected_branches as {"names": ["trunk"], "from": ["security"], "quorum": 2, "seconds": 60}
}

test_an_answer_stands_for_the_same_branch_where_the_settings_say_so if {
	settings := object.union(data.settings.git.protected_branches, {"lease_seconds": 900})
	lease := {"resources": ["acme/shop#refs/heads/main"], "operations": ["git.push"], "seconds": 900}
	demands := protected_branches.require_approval with input as inputs.git([inputs.push("refs/heads/main")])
		with data.settings.git.protected_branches as settings
	demands == {object.union(asked("refs/heads/main", 0), {"lease": lease})}
}

test_deletes_are_not_pushes if {
	protected_branches.require_approval == set() with input as inputs.git([inputs.delete("refs/heads/main")])
}

what := "the base branch of pull request 7 of acme/shop"

test_a_forge_is_no_way_round if {
	protected_branches.require_approval == {
		asked("refs/heads/main", 0),
		{
			"message": $"Whether {what} is protected can't be told from the request: pushing to it needs approval.",
			"fix": "Name the repository and the branch, where the API lets you; or wait for the approval.",
			"operation": 2,
			"from": ["operators"],
			"quorum": 1,
			"seconds": 3600,
		},
	} with input as inputs.github([
		inputs.forge_push("refs/heads/main"),
		inputs.forge_push("refs/heads/topic"),
		inputs.unnamed(inputs.push("refs/heads/main"), "acme/shop", trim_suffix(what, " of acme/shop")),
	])
}
