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
	every name in ["issue_comment", "pull_request_target", "workflow_run", "ssh_rerun"] {
		not trust.trusted with input.session.trust as event(name)
	}
}

test_nothing_is_trusted_without_settings if {
	not trust.trusted with input.session.trust as event("push") with data.settings.session as {}
}

vouched_for := ["pod-bot"]

vouched(name, given) := {"agent": name, "trust": given}

test_an_agent_is_vouched_for_by_name if {
	unknown := object.union(event(""), {"fork": "unknown"})
	trust.trusted with input.session as vouched("pod-bot", unknown)
		with data.settings.session.untrusted_triggers.trusted_agents as vouched_for
	not trust.trusted with input.session as vouched("other-bot", unknown)
		with data.settings.session.untrusted_triggers.trusted_agents as vouched_for
	not trust.trusted with input.session as vouched("pod-bot", unknown)
	not trust.trusted with input.session as vouched("pod-bot", object.union(unknown, {"fork": true}))
		with data.settings.session.untrusted_triggers.trusted_agents as vouched_for
	not trust.trusted with input.session as vouched("pod-bot", object.union(unknown, {"event": "ssh_rerun"}))
		with data.settings.session.untrusted_triggers.trusted_agents as vouched_for
	not trust.trusted with input.session as vouched("pod-bot", object.remove(unknown, ["fork"]))
		with data.settings.session.untrusted_triggers.trusted_agents as vouched_for
	not trust.trusted with input.session as vouched("pod-bot", object.remove(unknown, ["event"]))
		with data.settings.session.untrusted_triggers.trusted_agents as vouched_for
}
