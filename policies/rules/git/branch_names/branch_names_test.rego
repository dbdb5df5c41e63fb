package sallyport.rules.git.branch_names_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.branch_names

refused(ref, operation) := {
	"message": $"The name of {ref} is not one of those that are allowed.",
	"fix": $"Choose a name that fits {data.settings.git.branch_names.patterns[0]}",
	"operation": operation,
}

test_plain_names_are_allowed if {
	branch_names.deny == set() with input as inputs.git([
		inputs.push("refs/heads/agent/fix-1"),
		inputs.push("refs/tags/v1.0+build.7"),
		inputs.push("refs/notes/a$b"),
		inputs.delete("refs/heads/a$b"),
	])
}

test_names_that_a_shell_reads_are_not if {
	branch_names.deny == {
		refused("refs/heads/$(id)", 0),
		refused("refs/tags/a;b", 1),
		refused("refs/heads/-x", 3),
		refused("refs/heads/größe", 4),
	} with input as inputs.git([
		inputs.push("refs/heads/$(id)"),
		inputs.push("refs/tags/a;b"),
		inputs.push("refs/heads/topic"),
		inputs.push("refs/heads/-x"),
		inputs.push("refs/heads/größe"),
	])
}

test_any_pattern_may_fit if {
	branch_names.deny == {{
		"message": "The name of refs/heads/topic is not one of those that are allowed.",
		"fix": "Choose a name that fits ^agent/ or ^fix/",
		"operation": 2,
	}} with input as inputs.git([
		inputs.push("refs/heads/agent/1"),
		inputs.push("refs/heads/fix/1"),
		inputs.push("refs/heads/topic"),
	])
		with data.settings.git.branch_names.patterns as ["^agent/", "^fix/"]
}

test_a_pattern_that_cannot_be_read_fits_nothing if {
	count(branch_names.deny) == 1 with input as inputs.git([inputs.push("refs/heads/topic")])
		with data.settings.git.branch_names.patterns as ["("]
}
