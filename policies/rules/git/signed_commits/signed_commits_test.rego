package sallyport.rules.git.signed_commits_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.signed_commits

ann := {"name": "Ann", "email": "ann@acme.test"}

commit(digit, signed) := {
	"oid": concat("", [digit | some _ in numbers.range(1, 40)]),
	"author": ann,
	"committer": ann,
	"signed": signed,
	"head": "Total carts",
}

pushed(ref, commits) := inputs.inspected(inputs.push(ref), {"commits": commits})

fix := "Sign the commits (git rebase --exec 'git commit --amend --no-edit -S'), and push again."

unsigned(ref, commits, operation) := {
	"message": $"Without a signature on {ref}: {commits}.",
	"fix": fix,
	"operation": operation,
}

unseen(ref, operation) := {
	"message": $"Not every commit of this push to {ref} could be seen, and all of them must be signed.",
	"fix": "Push fewer commits at a time.",
	"operation": operation,
}

test_commits_are_signed_on_named_branches if {
	signed_commits.deny == {unsigned("refs/heads/main", "333333333333, 111111111111", 0)} with input as inputs.git([
		pushed("refs/heads/main", [commit("3", false), commit("2", true), commit("1", false)]),
		pushed("refs/heads/release/1.0", [commit("2", true)]),
		pushed("refs/heads/topic", [commit("1", false)]),
		pushed("refs/tags/main", [commit("1", false)]),
		inputs.push("refs/heads/main"),
		inputs.delete("refs/heads/main"),
	])
		with data.settings.git.signed_commits.branches as ["main", "release/*"]
}

test_all_commits_are_seen if {
	signed_commits.deny == {unseen("refs/heads/main", 0), unseen("refs/heads/main", 1)} with input as inputs.git([
		inputs.inspected(inputs.push("refs/heads/main"), {"commits": [commit("1", true)], "commit_count": 2}),
		inputs.inspected(inputs.push("refs/heads/main"), {"target": "tree", "commit_count": null}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"commit_count": null}),
		inputs.inspected(inputs.push("refs/heads/main"), {"change_count": null, "truncated": true}),
	])
		with data.settings.git.signed_commits.branches as ["main"]
}

test_no_branch_is_named_by_default if {
	signed_commits.deny == set() with input as inputs.git([pushed("refs/heads/main", [commit("1", false)])])
}

test_without_readable_patterns_every_branch_is_meant if {
	every branches in [["main", "["], "main", null] {
		signed_commits.deny == {unsigned("refs/heads/topic", "111111111111", 0)} with input as inputs.git([pushed(
			"refs/heads/topic",
			[commit("1", false)],
		)])
			with data.settings.git.signed_commits.branches as branches
	}
}
