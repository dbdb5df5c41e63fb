package sallyport.lib.trust_test

import data.sallyport.lib.trust

event(name) := {"event": name, "repository": "acme/shop", "ref": "refs/heads/main", "actor": "ann", "fork": false}

test_a_run_of_the_repository_itself_is_trusted if {
	trust.trusted with input.session.trust as event("push")
}

test_a_run_of_a_fork_is_untrusted if {
	not trust.trusted with input.session.trust as object.union(event("push"), {"fork": true})
}

test_unknown_is_untrusted if {
	not trust.trusted with input.session.trust as object.union(event("push"), {"fork": "unknown"})
	not trust.trusted with input.session.trust as object.remove(event("push"), ["event"])
	not trust.trusted with input.session.trust as event("")
	not trust.trusted with input as {}
}

test_events_that_outsiders_cause_are_untrusted if {
	every name in ["issue_comment", "pull_request_target", "workflow_run"] {
		not trust.trusted with input.session.trust as event(name)
	}
}

test_nothing_is_trusted_without_settings if {
	not trust.trusted with input.session.trust as event("push") with data.settings.session as {}
}
