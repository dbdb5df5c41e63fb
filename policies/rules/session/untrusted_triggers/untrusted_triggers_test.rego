package sallyport.rules.session.untrusted_triggers_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.session.untrusted_triggers

pushed := inputs.git([inputs.fetch, inputs.push("refs/heads/topic")])

refused(trigger) := {{
	"message": $"This run was started by {trigger}, so it may only read, and git.push is more than that.",
	"fix": "Do this in a run of the repository's own branch that one of its maintainers starts.",
	"operation": 1,
}}

test_a_trusted_run_may_write if {
	untrusted_triggers.deny == set() with input as pushed
}

test_a_fork_only_reads if {
	untrusted_triggers.deny == refused("push from a fork") with input as pushed with input.session.trust.fork as true
}

test_events_of_outsiders_only_read if {
	untrusted_triggers.deny == refused("issue_comment") with input as pushed with input.session.trust.event as "issue_comment"
}

test_unknown_only_reads if {
	untrusted_triggers.deny == refused("pull_request") with input as pushed
		with input.session.trust.event as "pull_request"
		with input.session.trust.fork as "unknown"
	untrusted_triggers.deny == refused("an unknown event") with input as pushed
		with input.session.trust.event as ""
		with input.session.trust.fork as "unknown"
}
