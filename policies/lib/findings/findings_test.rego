package sallyport.lib.findings_test

import data.sallyport.lib.findings
import data.sallyport.lib.inputs_test as inputs

one := inputs.git([inputs.fetch])

count_sound(effect, finding) := sound if {
	# regal ignore:with-outside-test-context
	sound := count(findings.judged(effect, "git/a", {finding}).sound) with input as one
}

allow := {"message": "Yes.", "operation": 0}

ask := {"message": "Ask.", "operation": 0, "from": ["operators"], "quorum": 1, "seconds": 60}

mask := {"message": "Hidden.", "detector": "jwt"}

stamped(finding) := object.union(finding, {"code": "git/a"})

but(finding, field, value) := object.union(finding, {field: value})

test_a_code_is_the_path_of_its_rule if {
	findings.code("git", "protected_branches") == "git/protected-branches"
}

test_what_is_sound_is_kept if {
	findings.judged("deny", "git/a", {{"message": "No."}, {"message": "No.", "operation": 0, "fix": "Don't."}}) == {
		"sound": [stamped({"message": "No.", "operation": 0, "fix": "Don't."}), stamped({"message": "No."})],
		"count": 2,
	} with input as one
	findings.judged("allow", "git/a", {allow, but(allow, "operation", 1)}) == {"sound": [stamped(allow)], "count": 2} with input as one
	findings.judged("mask", "git/a", {mask, {"message": "Hidden.", "header": "set-cookie"}}).sound == [
		stamped(mask),
		stamped({"message": "Hidden.", "header": "set-cookie"}),
	]
	findings.judged("require_approval", "git/a", {ask}).sound == [stamped(ask)] with input as one
}

test_an_answer_is_a_set if {
	findings.judged("deny", "git/a", ["No."]) == {"sound": [], "count": 1}
	findings.judged("allow", "git/a", {"operation": 0}) == {"sound": [], "count": 1}
}

test_an_effect_is_known if {
	findings.judged("permit", "git/a", {allow}) == {"sound": [], "count": 1} with input as one
}

test_a_message_is_text if {
	every finding in [{}, "No.", null, {"message": ""}, {"message": 1}, {"operation": 0}] {
		count_sound("deny", finding) == 0
	}
}

test_a_fix_is_text if {
	every fix in ["", 1, null, false] {
		count_sound("allow", but(allow, "fix", fix)) == 0
		count_sound("deny", {"message": "No.", "fix": fix}) == 0
	}
}

test_a_need_is_text if {
	count_sound("deny", {"message": "No.", "fix": "Don't.", "needs": "wanted_refs"}) == 1
	count_sound("deny", {"message": "No.", "operation": 0, "needs": "wanted_refs"}) == 1 with input as one
	count_sound("allow", but(allow, "needs", "wanted_refs")) == 0 with input as one
	every needs in ["", 1, null, false] {
		count_sound("deny", {"message": "No.", "needs": needs}) == 0
	}
}

test_an_allow_says_how_much_is_recorded if {
	count_sound("allow", but(allow, "record", {"request": "none", "answer": "full"})) == 1
	count_sound("allow", but(allow, "record", {"answer": "head"})) == 1
	count_sound("deny", {"message": "No.", "record": {"answer": "head"}}) == 0
	every record in [{}, {"answer": "some"}, {"both": "full"}, "full", null] {
		count_sound("allow", but(allow, "record", record)) == 0
	}
}

test_a_credential_is_a_name_and_an_allows if {
	count_sound("allow", but(allow, "credential", "reader")) == 1
	count_sound("deny", {"message": "No.", "credential": "reader"}) == 0
	every name in ["", 1, null, {}] {
		count_sound("allow", but(allow, "credential", name)) == 0
	}
}

lease := {"resources": ["acme/shop"], "operations": ["git.push"], "seconds": 60}

test_a_lease_says_what_an_answer_stands_for if {
	count_sound("require_approval", but(ask, "lease", lease)) == 1
	findings.requirement(stamped(but(ask, "lease", lease))).lease == lease
	every field in ["resources", "operations", "seconds"] {
		count_sound("require_approval", but(ask, "lease", object.remove(lease, [field]))) == 0
	}
	every wrong in [
		but(lease, "seconds", 0),
		but(lease, "resources", []),
		but(lease, "operations", "git.push"),
		but(lease, "operations", [""]),
		but(lease, "connections", ["shop"]),
	] {
		count_sound("require_approval", but(ask, "lease", wrong)) == 0
	}
}

test_a_lease_comes_of_settings if {
	findings.lease({"lease_seconds": 60}, {"kind": "git.push", "resource": "acme/shop"}) == {"lease": lease}
	findings.lease({}, {"kind": "git.push", "resource": "acme/shop"}) == {}
	findings.lease({"lease_seconds": 60}, {"kind": "git.push", "resource": "acme/*"}) == {}
}

test_a_demand_may_want_reasons_recent_logins_and_a_channel if {
	how := {"reason_required": true, "recent_login": 300, "channel": "C012"}
	count_sound("require_approval", object.union(ask, how)) == 1
	object.filter(findings.requirement(stamped(object.union(ask, how))), object.keys(how)) == how
	every wrong in [["reason_required", false], ["recent_login", 0], ["recent_login", "5"], ["channel", ""], ["channel", 1]] {
		count_sound("require_approval", but(ask, wrong[0], wrong[1])) == 0
	}
}

test_whom_to_ask_comes_of_settings if {
	how := {"from": ["sre"], "quorum": 2, "seconds": 60}
	findings.asking(object.union(how, {"names": ["main"]})) == how
	more := {"reason_required": true, "recent_login": 300, "channel": "C012"}
	findings.asking(object.union(how, more)) == object.union(how, more)
}

test_an_operation_is_one_of_the_input if {
	every operation in [1, -1, 0.5, "0", null, false, [0]] {
		count_sound("allow", but(allow, "operation", operation)) == 0
		count_sound("deny", {"message": "No.", "operation": operation}) == 0
		count_sound("require_approval", but(ask, "operation", operation)) == 0
	}
}

test_only_a_deny_may_do_without_an_operation if {
	count_sound("allow", object.remove(allow, ["operation"])) == 0
	count_sound("require_approval", object.remove(ask, ["operation"])) == 0
	count_sound("deny", {"message": "No."}) == 1
}

test_other_fields_are_refused if {
	count_sound("allow", but(allow, "code", "git/other")) == 0
	count_sound("deny", {"message": "No.", "opperation": 0}) == 0
	count_sound("require_approval", but(ask, "reason", "")) == 0
	count_sound("mask", but(mask, "operation", 0)) == 0
}

test_a_quorum_is_a_whole_number_of_people if {
	count_sound("require_approval", object.remove(ask, ["quorum"])) == 0
	every quorum in [0, -1, 1.5, "1", null] {
		count_sound("require_approval", but(ask, "quorum", quorum)) == 0
	}
}

test_seconds_are_a_whole_number if {
	count_sound("require_approval", object.remove(ask, ["seconds"])) == 0
	every seconds in [0, -1, 1.5, "1", null] {
		count_sound("require_approval", but(ask, "seconds", seconds)) == 0
	}
}

test_somebody_is_asked if {
	count_sound("require_approval", object.remove(ask, ["from"])) == 0
	every from in [[], "operators", [""], ["operators", 1], {"operators"}, null] {
		count_sound("require_approval", but(ask, "from", from)) == 0
	}
}

test_a_mask_hides_one_thing if {
	every finding in [
		{"message": "Hidden."},
		{"message": "Hidden.", "detector": ""},
		{"message": "Hidden.", "header": 1},
		{"detector": "jwt"},
		{"message": "Hidden.", "detector": "jwt", "header": "set-cookie"},
		{"message": "Hidden.", "pointer": "data"},
		{"message": "Hidden.", "key": ""},
	] {
		count_sound("mask", finding) == 0
	}
}

test_a_mask_names_fields_and_a_mode if {
	count_sound("mask", but(mask, "mode", "stars")) == 0
	every finding in [
		{"message": "Hidden.", "pointer": "/items/*/data"},
		{"message": "Hidden.", "key": "password", "mode": "remove"},
		but(mask, "mode", "last_four"),
		but(mask, "mode", "pseudonym"),
		but(mask, "mode", "fixed"),
	] {
		count_sound("mask", finding) == 1
	}
}

test_what_is_counted_has_a_name_and_an_amount if {
	count_sound("reserve", {"counter": "write", "amount": 2}) == 1
	every finding in [
		{"counter": "write"},
		{"counter": "", "amount": 1},
		{"amount": 1},
		{"counter": "write", "amount": 0},
		{"counter": "write", "amount": 1, "operation": 0},
	] {
		count_sound("reserve", finding) == 0
	}
}
