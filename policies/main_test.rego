package sallyport_test

import data.sallyport
import data.sallyport.lib.inputs_test as inputs

one := inputs.git([inputs.push("refs/heads/main")])

two := inputs.git([inputs.push("refs/heads/main"), inputs.push("refs/heads/topic")])

yes(operation) := {"message": "Allowed.", "operation": operation}

ask(operation) := {"message": "Ask.", "fix": "Wait.", "operation": operation, "from": ["operators"], "quorum": 1, "seconds": 60}

said(code, finding) := object.union({"code": code}, object.filter(finding, ["message", "operation", "fix"]))

required(code, operation) := {"code": code, "operation": operation, "from": ["operators"], "quorum": 1, "seconds": 60}

unpermitted(operation, resource) := {
	"code": "sallyport/default-deny",
	"message": $"No rule permits git.push on {resource}.",
	"operation": operation,
	"fix": "Keep to what the rules permit, or have a rule added that permits this.",
}

denied(reasons) := {"effect": "deny", "reasons": reasons, "requirements": [], "masks": [], "counters": []}

approved(asked, code, operation) := object.union(
	asked,
	{"approval": {"satisfied": [{
		"code": code,
		"operation": operation,
		"by": ["ann"],
		"from": ["operators"],
		"at": "2025-06-01T12:00:00Z",
	}]}},
)

test_nothing_is_permitted_by_default if {
	sallyport.decision == denied([unpermitted(0, "acme/shop#refs/heads/main")]) with input as one
		with sallyport.rules as {}
}

test_no_operation_is_no_permit if {
	empty := denied([{"code": "sallyport/default-deny", "message": "The request names no operation."}])
	sallyport.decision == empty with input as inputs.git([]) with sallyport.rules as {}
	sallyport.decision == empty with input as {} with sallyport.rules as {}
}

test_an_allow_permits_the_operation_that_it_names if {
	sallyport.decision == {
		"effect": "allow",
		"reasons": [{"code": "git/some-rule", "message": "Allowed.", "operation": 0}],
		"requirements": [],
		"masks": [],
		"counters": [],
	} with input as one with sallyport.rules as {"git": {"some_rule": {"allow": {yes(0)}}}}
}

test_an_allow_may_name_a_credential if {
	rules := {"git": {"some_rule": {"allow": {object.union(yes(0), {"credential": "reader"})}}, "other": {"allow": {yes(0)}}}}
	permitted := sallyport.decision with input as one with sallyport.rules as rules
	permitted.effect == "allow"
	permitted.credential == "reader"
	said("git/some-rule", yes(0)) in permitted.reasons
	hidden := object.union(rules, {"secrets": {"masks": {"mask": {{"message": "Hidden.", "detector": "jwt"}}}}})
	masked := sallyport.decision with input as one with sallyport.rules as hidden
	masked.effect == "mask"
	masked.credential == "reader"
}

test_of_what_permits_say_the_most_is_recorded if {
	rules := {"git": {
		"one": {"allow": {object.union(yes(0), {"record": {"request": "none", "answer": "head"}})}},
		"other": {"allow": {object.union(yes(0), {"record": {"answer": "full"}})}},
		"third": {"allow": {yes(0)}},
	}}
	permitted := sallyport.decision with input as one with sallyport.rules as rules
	permitted.record == {"request": "none", "answer": "full"}
	beginning := sallyport.decision with input as one
		with sallyport.rules as {"git": {"one": {"allow": {object.union(yes(0), {"record": {"answer": "head"}})}}}}
	beginning.record == {"answer": "head"}
}

test_one_request_has_one_credential if {
	sallyport.decision == denied([{
		"code": "sallyport/one-credential",
		"message": "Rules name more than one credential for this request: reader, writer.",
		"fix": "Send its operations one by one, or have the rules name the same credential.",
	}]) with input as two
		with sallyport.rules as {"git": {"some_rule": {"allow": {
			object.union(yes(0), {"credential": "reader"}),
			object.union(yes(1), {"credential": "writer"}),
		}}}}
}

test_an_allow_permits_no_other_operation if {
	sallyport.decision == denied([unpermitted(1, "acme/shop#refs/heads/topic")]) with input as two
		with sallyport.rules as {"git": {"some_rule": {"allow": {yes(0)}}}}
}

# Lists are made from sets, and only OPA's own evaluator sorts those.
test_rules_of_any_category_permit_together if {
	permitted := sallyport.decision with input as two
		with sallyport.rules as {"git": {"a": {"allow": {yes(0)}}}, "other": {"b": {"allow": {yes(1)}}}}
	permitted.effect == "allow"
	{reason | some reason in permitted.reasons} == {said("git/a", yes(0)), said("other/b", yes(1))}
}

test_a_deny_of_one_operation_denies_the_request if {
	no := {"message": "No.", "operation": 1, "fix": "Don't."}
	sallyport.decision == denied([said("git/b", no)]) with input as two
		with sallyport.rules as {"git": {"a": {"allow": {yes(0), yes(1)}}, "b": {"deny": {no}}}}
}

test_a_deny_may_concern_the_whole_request if {
	sallyport.decision == denied([said("git/b", {"message": "No."})]) with input as one
		with sallyport.rules as {"git": {"a": {"allow": {yes(0)}}, "b": {"deny": {{"message": "No."}}}}}
}

test_a_deny_is_stricter_than_a_question if {
	no := {"message": "No.", "operation": 0}
	sallyport.decision == denied([said("git/b", no)]) with input as one
		with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}}, "b": {"deny": {no}}}}
}

test_a_question_holds_the_request if {
	sallyport.decision == {
		"effect": "require_approval",
		"reasons": [said("git/a", ask(0))],
		"requirements": [required("git/a", 0)],
		"masks": [],
		"counters": [],
	} with input as one with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}}}}
}

test_a_question_is_stricter_than_an_allow if {
	sallyport.decision.requirements == [required("git/a", 0)] with input as one
		with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}, "allow": {yes(0)}}}}
}

test_a_question_about_one_operation_permits_no_other if {
	sallyport.decision == denied([unpermitted(1, "acme/shop#refs/heads/topic")]) with input as two
		with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}}}}
}

test_an_answer_permits_what_was_asked if {
	sallyport.decision == {
		"effect": "allow",
		"reasons": [said("git/a", ask(0))],
		"requirements": [],
		"masks": [],
		"counters": [],
	} with input as approved(one, "git/a", 0) with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}}}}
}

test_fewer_people_than_are_asked_for_are_no_answer if {
	stricter := object.union(ask(0), {"quorum": 2})
	sallyport.decision.effect == "require_approval" with input as approved(one, "git/a", 0)
		with sallyport.rules as {"git": {"a": {"require_approval": {stricter}}}}
}

test_what_others_said_is_no_answer_of_those_who_are_asked if {
	rules := {"git": {"a": {"require_approval": {object.union(ask(0), {"from": ["security"]})}}}}
	sallyport.decision.effect == "require_approval" with input as approved(one, "git/a", 0) with sallyport.rules as rules
	wider := {"git": {"a": {"require_approval": {object.union(ask(0), {"from": ["security", "operators"]})}}}}
	sallyport.decision.effect == "allow" with input as approved(one, "git/a", 0) with sallyport.rules as wider
}

test_an_answer_covers_only_its_own_operation if {
	sallyport.decision == {
		"effect": "require_approval",
		"reasons": [said("git/a", ask(1))],
		"requirements": [required("git/a", 1)],
		"masks": [],
		"counters": [],
	} with input as approved(two, "git/a", 0)
		with sallyport.rules as {"git": {"a": {"require_approval": {ask(0), ask(1)}}}}
}

test_an_answer_covers_only_its_own_code if {
	sallyport.decision.requirements == [required("git/b", 0)] with input as approved(one, "git/a", 0)
		with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}}, "b": {"require_approval": {ask(0)}}}}
}

test_an_answer_to_no_question_permits_nothing if {
	sallyport.decision == denied([unpermitted(0, "acme/shop#refs/heads/main")])
		with input as approved(one, "git/a", 0)
		with sallyport.rules as {}
}

test_an_answer_overrides_no_deny if {
	no := {"message": "No.", "operation": 0}
	sallyport.decision == denied([said("git/b", no)]) with input as approved(one, "git/a", 0)
		with sallyport.rules as {"git": {"a": {"require_approval": {ask(0)}}, "b": {"deny": {no}}}}
}

test_masks_are_added_to_a_permit if {
	sallyport.decision == {
		"effect": "mask",
		"reasons": [said("git/a", yes(0)), {"code": "git/b", "message": "Hidden."}],
		"requirements": [],
		"masks": [{"code": "git/b", "detector": "jwt"}, {"code": "git/b", "header": "set-cookie"}],
		"counters": [],
	} with input as one with sallyport.rules as {"git": {
		"a": {"allow": {yes(0)}},
		"b": {"mask": {{"message": "Hidden.", "detector": "jwt"}, {"message": "Hidden.", "header": "set-cookie"}}},
	}}
}

test_masks_are_added_to_a_question if {
	sallyport.decision == {
		"effect": "require_approval",
		"reasons": [said("git/a", ask(0))],
		"requirements": [required("git/a", 0)],
		"masks": [{"code": "git/b", "detector": "jwt"}],
		"counters": [],
	} with input as one with sallyport.rules as {"git": {
		"a": {"require_approval": {ask(0)}},
		"b": {"mask": {{"message": "Hidden.", "detector": "jwt"}}},
	}}
}

test_a_mask_permits_nothing if {
	sallyport.decision == denied([unpermitted(0, "acme/shop#refs/heads/main")]) with input as one
		with sallyport.rules as {"git": {"b": {"mask": {{"message": "Hidden.", "detector": "jwt"}}}}}
}

broken(code, effect) := {
	"code": code,
	"message": $"The rule {code} answered {effect} with something malformed, so nothing passes.",
	"fix": "Repair the rule: policies/lib/findings says which fields a finding has.",
}

test_one_malformed_finding_denies_the_request if {
	every effect in ["deny", "require_approval", "mask", "allow", "reserve"] {
		sallyport.decision == denied([broken("git/b-c", effect)]) with input as one
			with sallyport.rules as {"git": {"a": {"allow": {yes(0)}}, "b_c": {effect: {{"mesage": "Typo."}}}}}
	}
}

test_an_answer_that_is_no_set_denies_the_request if {
	every answer in [true, false, "no", ["no"], {"message": "No."}, null] {
		sallyport.decision == denied([broken("git/b", "deny")]) with input as one
			with sallyport.rules as {"git": {"a": {"allow": {yes(0)}}, "b": {"deny": answer}}}
	}
}

test_one_question_a_rule_and_operation if {
	sallyport.decision == denied([broken("git/b", "require_approval")]) with input as two
		with sallyport.rules as {"git": {
			"a": {"require_approval": {ask(0), ask(1)}},
			"b": {"require_approval": {ask(0), object.union(ask(0), {"from": ["security"]}), ask(1)}},
		}}
}

test_rules_count_what_they_want_to_limit if {
	findings := {{"counter": "x", "amount": 2}, {"counter": "y", "amount": 1}}
	counted := {"git": {"a_b": {"allow": {yes(0)}, "reserve": findings}}}
	counters := {counter | some counter in sallyport.decision.counters} with input as one with sallyport.rules as counted
	counters == {{"counter": "git/a-b/x", "amount": 2}, {"counter": "git/a-b/y", "amount": 1}}
}

test_a_refused_request_counts_for_nothing if {
	counted := {"git": {"a": {"reserve": {{"counter": "x", "amount": 2}}}}}
	sallyport.decision.effect == "deny" with input as one with sallyport.rules as counted
	sallyport.decision.counters == [] with input as one with sallyport.rules as counted
}

test_rules_of_another_protocol_are_not_asked if {
	sallyport.decision == denied([unpermitted(0, "acme/shop#refs/heads/main")]) with input as one
		with sallyport.rules as {"http": {"a": {"allow": {yes(0)}, "deny": {{"message": "No."}}}}}
}
