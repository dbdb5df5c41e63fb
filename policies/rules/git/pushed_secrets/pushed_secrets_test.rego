package sallyport.rules.git.pushed_secrets_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.pushed_secrets

finding := {
	"rule": "github-token",
	"path": "src/deploy.sh",
	"line": 7,
	"commit": "2222222222222222222222222222222222222222",
	"fingerprint": "5d41402abc4b2a76",
}

pushed := inputs.git([
	inputs.push("refs/heads/main"),
	inputs.inspected(inputs.push("refs/heads/topic"), {"findings": [finding]}),
])

test_secrets_are_refused if {
	pushed_secrets.deny == {{
		"message": "src/deploy.sh, line 7, in commit 222222222222 holds a secret (github-token).",
		"fix": "Revoke the secret, take it out of every commit of the push (git rebase), and push again.",
		"operation": 1,
	}} with input as pushed
}

test_a_rule_can_be_ignored if {
	pushed_secrets.deny == set() with input as pushed with data.settings.git.pushed_secrets.ignored_rules as ["github-token"]
	count(pushed_secrets.deny) == 1 with input as pushed with data.settings.git.pushed_secrets as {}
}
