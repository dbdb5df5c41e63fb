package sallyport.rules.git.reads_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.reads

test_fetching_is_allowed if {
	reads.allow == {{"message": "Reading acme/shop is allowed.", "operation": 0}} with input as inputs.git([inputs.fetch])
}

test_what_precedes_a_push_is_allowed if {
	reads.allow == {{"message": "Reading acme/shop is allowed.", "operation": 0}} with input as inputs.git([inputs.advertise])
}

test_pushing_is_not_reading if {
	reads.allow == set() with input as inputs.git([inputs.push("refs/heads/topic"), inputs.delete("refs/heads/topic")])
}

test_other_repositories_are_not_allowed if {
	reads.allow == set() with input as inputs.git([inputs.fetch, inputs.advertise])
		with data.settings.git.reads.repositories as ["other/*"]
}

test_nothing_is_allowed_without_settings if {
	reads.allow == set() with input as inputs.git([inputs.fetch]) with data.settings.git as {}
}
