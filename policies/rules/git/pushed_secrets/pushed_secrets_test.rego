package sallyport.rules.git.pushed_secrets_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.pushed_secrets

digits(digit, length) := concat("", [digit | some _ in numbers.range(1, length)])

finding := {
	"rule": "github-token",
	"confidence": "provider",
	"path": "src/deploy.sh",
	"line": 7,
	"commit": digits("2", 40),
	"object": digits("3", 40),
	"fingerprint": digits("a", 32),
	"ignored": false,
}

generic := object.union(finding, {"rule": "generic-api-key", "confidence": "generic", "fingerprint": digits("b", 32)})

ignored(one) := object.union(one, {"ignored": true})

pushed(findings) := inputs.git([
	inputs.push("refs/heads/main"),
	inputs.inspected(inputs.push("refs/heads/topic"), {"findings": findings}),
])

ignoring := " If it is no secret, have its fingerprint listed in .sallyportignore on the default branch."

refused(what) := {
	"message": $"{what} holds a secret (github-token), fingerprint aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"fix": concat("", [
		"Revoke the secret, take it out of every commit of the push (git rebase), and push again.",
		ignoring,
	]),
	"operation": 1,
}

asked(message) := {
	"message": message,
	"fix": concat("", ["Take it out of every commit of the push (git rebase), or wait for the approval.", ignoring]),
	"operation": 1,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

in_deploy := "src/deploy.sh, line 7, in commit 222222222222"

doubtful := $"{in_deploy} may hold a secret (generic-api-key), fingerprint bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

test_secrets_are_refused if {
	pushed_secrets.deny == {refused(in_deploy)} with input as pushed([finding])
	pushed_secrets.require_approval == set() with input as pushed([finding])
}

test_secrets_outside_files_are_refused if {
	pushed_secrets.deny == {refused("The text of commit 222222222222, such as its message,")} with input as pushed([object.union(
		finding,
		{"path": null},
	)])
	every path in [null, "src/deploy.sh"] {
		pushed_secrets.deny == {refused("Object 333333333333, which is in no file of the push's commits,")} with input as pushed([object.union(
			finding,
			{"path": path, "commit": null},
		)])
	}
}

test_what_may_be_a_secret_needs_approval if {
	pushed_secrets.require_approval == {asked(doubtful)} with input as pushed([generic])
	pushed_secrets.deny == set() with input as pushed([generic])
}

test_all_that_may_be_secrets_is_one_question if {
	pushed_secrets.require_approval == {asked(concat("; ", [
		doubtful,
		"The text of commit 222222222222, such as its message, may hold a secret (generic-api-key), fingerprint bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
	]))} with input as pushed([generic, finding, object.union(generic, {"path": null})])
}

test_a_rule_can_be_ignored if {
	pushed_secrets.deny == set() with input as pushed([finding])
		with data.settings.git.pushed_secrets.ignored_rules as ["github-token"]
	count(pushed_secrets.deny) == 1 with input as pushed([finding]) with data.settings.git.pushed_secrets as {}
}

test_what_the_ignore_file_lists_counts_as_no_secret if {
	pushed_secrets.deny == set() with input as pushed([ignored(finding), ignored(generic)])
	pushed_secrets.require_approval == set() with input as pushed([ignored(finding), ignored(generic)])
}

test_the_ignore_file_counts_for_nothing_where_the_settings_say_so if {
	every findings in [[finding, generic], [ignored(finding), ignored(generic)]] {
		pushed_secrets.deny == {object.union(
			refused(in_deploy),
			{"fix": "Revoke the secret, take it out of every commit of the push (git rebase), and push again."},
		)} with input as pushed(findings) with data.settings.git.pushed_secrets.honours_ignore_file as false
		pushed_secrets.require_approval == {object.union(
			asked(doubtful),
			{"fix": "Take it out of every commit of the push (git rebase), or wait for the approval."},
		)} with input as pushed(findings) with data.settings.git.pushed_secrets.honours_ignore_file as false
	}
}

test_more_than_can_be_listed_is_refused if {
	more := {
		"message": "This push to refs/heads/topic holds more that looks like secrets than can be listed.",
		"fix": "Take the secrets out of every commit of the push (git rebase), or push fewer commits at a time.",
		"operation": 0,
	}
	every finding_count in [2, null] {
		pushed_secrets.deny == {more} with input as inputs.git([
			inputs.inspected(inputs.push("refs/heads/topic"), {"findings": [ignored(finding)], "finding_count": finding_count}),
			inputs.inspected(inputs.push("refs/heads/topic"), {"change_count": null, "truncated": true}),
		])
	}
}
