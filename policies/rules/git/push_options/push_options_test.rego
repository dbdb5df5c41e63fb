package sallyport.rules.git.push_options_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.push_options

pushing(options) := object.union(inputs.push("refs/heads/topic"), {"detail": {"push_options": options}})

asked(options, operation) := {
	"message": $"This push has {options} for options, which may do more than move refs/heads/topic.",
	"fix": "Push without these options, or wait for the approval.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_a_merge_that_nobody_asks_about_needs_approval if {
	push_options.require_approval == {
		asked("merge_request.auto_merge", 0),
		asked("merge_request.merge_when_pipeline_succeeds, ci.variable=DEPLOY=1", 2),
	} with input as inputs.git([
		pushing(["merge_request.create", "merge_request.auto_merge"]),
		pushing(["merge_request.create", "merge_request.target=main", "merge_request.title=Fix a/b"]),
		pushing(["merge_request.merge_when_pipeline_succeeds", "ci.variable=DEPLOY=1"]),
		inputs.push("refs/heads/topic"),
	])
}

test_deletions_count_as_well if {
	push_options.require_approval == {asked("ci.skip", 0)} with input as inputs.git([object.union(
		pushing(["ci.skip"]),
		{"kind": "git.delete", "access": "delete"},
	)])
}

test_no_option_is_listed_where_the_list_cannot_be_read if {
	push_options.require_approval == {asked("topic=a", 0)} with input as inputs.git([pushing(["topic=a"])])
		with data.settings.git.push_options.allowed as ["topic=*", "["]
}
