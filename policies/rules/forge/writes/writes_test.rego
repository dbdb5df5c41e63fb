package sallyport.rules.forge.writes_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.forge.writes

asked(subject, access, operation) := {
	"message": $"github.POST /repos/acme/shop/{subject} is to {access} {subject}, and needs approval.",
	"fix": "Wait for the approval, or leave this to people.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_subjects_of_the_settings_may_be_written if {
	called := inputs.github([
		inputs.forge_call("comments", "write"),
		inputs.forge_call("comments", "delete"),
		inputs.forge_call("gists", "write"),
	])
	writes.allow == {{"message": "Writing comments is allowed.", "operation": 0}} with input as called
	writes.require_approval == set() with input as called
}

test_others_need_approval_whatever_is_done if {
	called := inputs.github([
		inputs.forge_call("workflows", "execute"),
		inputs.forge_call("workflows", "delete"),
		inputs.forge_call("approvals", "grant"),
		inputs.forge_call("secrets", "grant"),
	])
	writes.allow == set() with input as called
	writes.require_approval == {
		asked("workflows", "execute", 0),
		asked("workflows", "delete", 1),
		asked("approvals", "grant", 2),
	} with input as called
}

test_the_first_entry_that_lists_a_subject_counts if {
	security := object.union(asked("forks", "write", 0), {"from": ["security"], "quorum": 2, "seconds": 60})
	writes.require_approval == {security} with input as inputs.github([inputs.forge_call("forks", "write")])
		with data.settings.forge.approved as [
			{"subjects": ["gists"], "from": ["operators"], "quorum": 1, "seconds": 3600},
			{"subjects": ["forks"], "from": ["security"], "quorum": 2, "seconds": 60},
			{"subjects": ["forks"], "from": ["operators"], "quorum": 1, "seconds": 3600},
		]
}
