# METADATA
# title: Signed commits
# description: On the branches that the settings name, every new commit carries a signature. The gateway doesn't verify it.
# custom:
#   short: Commits are signed where the settings say so
package sallyport.rules.git.signed_commits

import data.sallyport.lib.git
import data.sallyport.lib.names

deny contains {
	"message": $"Without a signature on {operation.detail.ref}: {git.listing(", ", unsigned)}.",
	"fix": "Sign the commits (git rebase --exec 'git commit --amend --no-edit -S'), and push again.",
	"operation": index,
} if {
	some index, operation in named
	unsigned := [substring(commit.oid, 0, 12) | some commit in git.inspections[index].commits; not commit.signed]
	count(unsigned) > 0
}

deny contains {
	"message": $"Not every commit of this push to {operation.detail.ref} could be seen, and all of them must be signed.",
	"fix": "Push fewer commits at a time.",
	"operation": index,
} if {
	some index, operation in named
	inspection := git.inspections[index]
	inspection.commit_count != count(inspection.commits)
}

# Unless it is certain that the settings don't name the branch, it is one of those.
named[index] := operation if {
	data.settings.git.signed_commits.branches != []
	some index, operation in git.pushes
	startswith(operation.detail.ref, "refs/heads/")
	not exempt(git.short_names[index])
}

exempt(branch) if names.matches(patterns, branch) == false

patterns := names.any_of(data.settings.git.signed_commits.branches)
