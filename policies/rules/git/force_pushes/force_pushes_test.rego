package sallyport.rules.git.force_pushes_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.force_pushes

forced(ref) := inputs.inspected(inputs.push(ref), {"forced": true})

refused(ref, operation) := {
	"message": $"This push rewrites the history of {ref} in acme/shop.",
	"fix": "Push without --force, new commits on top of what is there; or push to another branch.",
	"operation": operation,
}

test_protected_branches_keep_their_history if {
	force_pushes.deny == {refused("refs/heads/main", 0), refused("refs/notes/commits", 2)} with input as inputs.git([
		forced("refs/heads/main"),
		forced("refs/heads/agent/fix-1"),
		forced("refs/notes/commits"),
		inputs.inspected(inputs.push("refs/heads/main"), {"forced": false}),
		inputs.push("refs/heads/main"),
	])
}

test_settings_say_where_history_may_be_rewritten if {
	force_pushes.deny == {refused("refs/heads/topic", 0)} with input as inputs.git([
		forced("refs/heads/topic"),
		forced("refs/heads/agent/fix-1"),
	])
		with data.settings.git.force_pushes.allowed as ["agent/**"]
}

test_history_is_kept_without_settings if {
	force_pushes.deny == {refused("refs/heads/topic", 0)} with input as inputs.git([forced("refs/heads/topic")])
		with data.settings.git.force_pushes as {}
}

test_the_rule_steps_aside_in_an_emergency if {
	force_pushes.deny == set() with input as inputs.emergency(inputs.git([forced("refs/heads/main")]))
}

called(ref) := object.union(inputs.forge_push(ref), {"detail": {"forced": true}})

test_a_call_that_asks_for_it_rewrites_history if {
	force_pushes.deny == {refused("refs/heads/main", 0)} with input as inputs.github([
		called("refs/heads/main"),
		called("refs/heads/agent/fix-1"),
		inputs.forge_push("refs/heads/main"),
	])
}
