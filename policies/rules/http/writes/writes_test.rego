package sallyport.rules.http.writes_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.http.writes

asked(path, operation) := {
	"message": $"POST on {path} needs approval.",
	"fix": "Wait for the approval, or do without this request.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_listed_paths_are_allowed if {
	posted := inputs.http([
		inputs.call("POST", "write", "/v1/comments"),
		inputs.call("POST", "write", "/v1/comments/7"),
		inputs.call("POST", "write", "/v1/orders"),
	])
	writes.allow == {{"message": "Writing to /v1/comments is allowed.", "operation": 0}} with input as posted
	writes.require_approval == set() with input as posted
}

test_deployments_need_approval if {
	posted := inputs.http([
		inputs.call("POST", "write", "/v1/deployments"),
		inputs.call("POST", "write", "/v1/deployments/7/rollback"),
		inputs.call("POST", "write", "/v1/deployments-archive"),
	])
	writes.allow == set() with input as posted
	writes.require_approval == {
		asked("/v1/deployments", 0),
		asked("/v1/deployments/7/rollback", 1),
	} with input as posted
}

test_an_answer_stands_for_a_while_where_the_settings_say_so if {
	posted := inputs.http([
		inputs.call("POST", "write", "/v1/deployments"),
		inputs.call("POST", "write", "/v1/deployments/*"),
	])
	lease := {"resources": ["/v1/deployments"], "operations": ["http.POST"], "seconds": 900}
	writes.require_approval == {
		object.union(asked("/v1/deployments", 0), {"lease": lease}),
		asked("/v1/deployments/*", 1),
	} with input as posted
		with data.settings.http.approved_writes as [{
			"paths": ["/v1/deployments", "/v1/deployments/**"],
			"from": ["operators"],
			"quorum": 1,
			"seconds": 3600,
			"lease_seconds": 900,
		}]
}

test_only_writes_are_writes if {
	deleted := inputs.http([
		inputs.call("DELETE", "delete", "/v1/comments"),
		inputs.call("DELETE", "delete", "/v1/deployments/7"),
		inputs.call("GET", "read", "/v1/comments"),
	])
	writes.allow == set() with input as deleted
	writes.require_approval == set() with input as deleted
}

test_other_protocols_have_their_own_rules if {
	written := inputs.input_of("other", [
		inputs.call("POST", "write", "/v1/comments"),
		inputs.call("POST", "write", "/v1/deployments"),
	])
	writes.allow == set() with input as written
	writes.require_approval == set() with input as written
}

test_the_first_entry_that_lists_a_path_counts if {
	writes.require_approval == {{
		"message": "POST on /v1/a needs approval.",
		"fix": "Wait for the approval, or do without this request.",
		"operation": 0,
		"from": ["security"],
		"quorum": 2,
		"seconds": 60,
	}} with input as inputs.http([inputs.call("POST", "write", "/v1/a")])
		with data.settings.http.approved_writes as [
			{"paths": ["/v2/**"], "from": ["operators"], "quorum": 1, "seconds": 3600},
			{"paths": ["/v1/*"], "from": ["security"], "quorum": 2, "seconds": 60},
			{"paths": ["/**"], "from": ["operators"], "quorum": 1, "seconds": 3600},
		]
}
