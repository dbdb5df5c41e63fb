package sallyport.rules.session.break_glass_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.session.break_glass

pushed := inputs.git([inputs.fetch, inputs.push("refs/heads/main")])

asked := {
	"message": "BREAK GLASS: ci (repo:acme/shop) wants git.push on acme/shop#refs/heads/main.",
	"fix": "Wait for the approval of two people.",
	"operation": 1,
	"from": ["operators"],
	"quorum": 2,
	"seconds": 900,
}

test_two_people_answer_for_every_change if {
	break_glass.require_approval == {asked} with input as inputs.emergency(pushed)
}

test_nobody_is_asked_otherwise if {
	break_glass.require_approval == set() with input as pushed
}

test_one_person_is_never_enough if {
	break_glass.require_approval == {asked} with input as inputs.emergency(pushed)
		with data.settings.session.break_glass.quorum as 1
	break_glass.require_approval == {object.union(asked, {"quorum": 3})} with input as inputs.emergency(pushed)
		with data.settings.session.break_glass.quorum as 3
}
