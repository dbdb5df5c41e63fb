package sallyport.rules.git.feature_branches_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.feature_branches

test_unprotected_branches_and_tags_are_allowed if {
	feature_branches.allow == {
		{"message": "refs/heads/agent/fix-1 is not protected: pushing to it is allowed.", "operation": 0},
		{"message": "refs/tags/nightly is not protected: pushing to it is allowed.", "operation": 1},
	} with input as inputs.git([inputs.push("refs/heads/agent/fix-1"), inputs.push("refs/tags/nightly")])
}

test_protected_refs_are_not_allowed if {
	feature_branches.allow == set() with input as inputs.git([
		inputs.push("refs/heads/main"),
		inputs.push("refs/heads/release/1.0"),
		inputs.push("refs/tags/main"),
		inputs.push("refs/tags/v1.0"),
	])
}

test_other_refs_are_not_allowed if {
	feature_branches.allow == set() with input as inputs.git([
		inputs.push("refs/pull/1/head"),
		inputs.push("refs/notes/commits"),
		inputs.push("HEAD"),
	])
}

test_deletes_are_not_pushes if {
	feature_branches.allow == set() with input as inputs.git([inputs.delete("refs/heads/topic")])
}

test_nothing_is_allowed_without_settings if {
	feature_branches.allow == set() with input as inputs.git([inputs.push("refs/heads/topic")])
		with data.settings.git as {}
}

test_nothing_is_allowed_with_a_pattern_that_cannot_be_read if {
	feature_branches.allow == set() with input as inputs.git([inputs.push("refs/heads/topic")])
		with data.settings.git.protected_branches.names as ["main", "[z-"]
}
