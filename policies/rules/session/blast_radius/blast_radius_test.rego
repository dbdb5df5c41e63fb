package sallyport.rules.session.blast_radius_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.session.blast_radius

pushed := inputs.git([inputs.push("refs/heads/a"), inputs.push("refs/heads/b"), inputs.delete("refs/heads/c")])

refused(made, access, limit) := {
	"message": $"With this request, the session would make {made} changes by {access}, and may make {limit}.",
	"fix": "Start a new run, or have the settings' limit raised.",
}

test_changes_are_counted_by_access if {
	blast_radius.reserve == {{"counter": "write", "amount": 2}, {"counter": "delete", "amount": 1}} with input as pushed
	blast_radius.reserve == set() with input as inputs.git([inputs.fetch])
}

test_tunnels_are_not_counted if {
	blast_radius.reserve == set() with input as inputs.tunnel("registry.npmjs.org", 443)
}

test_nothing_is_refused_before_it_is_counted if {
	blast_radius.deny == set() with input as pushed
}

test_up_to_the_limit_changes_pass if {
	blast_radius.deny == set() with input as inputs.counted(
		pushed,
		{"session/blast-radius/write": 200, "session/blast-radius/delete": 20},
	)
}

test_past_the_limit_they_do_not if {
	blast_radius.deny == {refused(201, "write", 200), refused(21, "delete", 20)} with input as inputs.counted(
		pushed,
		{"session/blast-radius/write": 201, "session/blast-radius/delete": 21},
	)
}

test_a_limit_that_is_no_number_allows_nothing if {
	blast_radius.deny == {refused(1, "write", "many")} with input as inputs.counted(pushed, {"session/blast-radius/write": 1})
		with data.settings.session.blast_radius as {"write": "many"}
}

test_the_rule_steps_aside_in_an_emergency if {
	blast_radius.deny == set() with input as inputs.emergency(inputs.counted(pushed, {"session/blast-radius/write": 201}))
}
