package sallyport.rules.session.marked_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.session.marked

pushed := inputs.git([inputs.fetch, inputs.push("refs/heads/topic"), inputs.delete("refs/heads/old")])

refused(kind, index) := {
	"message": $"This session may not do {kind} any more.",
	"fix": "Ask those who operate this gateway.",
	"operation": index,
}

asked := {
	"message": "git.push on acme/shop#refs/heads/topic needs approval in this session.",
	"fix": "Wait for the approval.",
	"operation": 1,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_a_session_without_a_mark_is_left_alone if {
	marked.deny == set() with input as pushed
	marked.require_approval == set() with input as pushed
		with data.settings.session.marked.approved.access as ["read", "write"]
}

test_a_marked_session_only_reads if {
	marked.deny == {refused("git.push", 1), refused("git.delete", 2)} with input as inputs.marked(pushed)
}

test_nor_does_it_open_tunnels if {
	marked.deny == {refused("net.connect", 0)} with input as inputs.marked(inputs.tunnel("registry.npmjs.org", 443))
}

test_an_emergency_is_no_exception if {
	marked.deny == {refused("git.push", 1), refused("git.delete", 2)} with input as inputs.emergency(inputs.marked(pushed))
}

test_reads_are_denied_where_the_settings_say_so if {
	marked.deny == {refused("git.fetch", 0)} with input as inputs.marked(pushed)
		with data.settings.session.marked.denied as ["read"]
}

test_people_are_asked_where_the_settings_say_so if {
	marked.require_approval == {asked} with input as inputs.marked(pushed)
		with data.settings.session.marked.approved.access as ["write"]
	marked.require_approval == set() with input as inputs.marked(pushed)
}
