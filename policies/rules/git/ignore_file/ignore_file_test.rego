package sallyport.rules.git.ignore_file_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.ignore_file

asked(what, operation, ref) := {
	"message": $"This push changes {what} on {ref}, and .sallyportignore says which secrets are none.",
	"fix": "Leave .sallyportignore as it is, or wait for the approval.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

changing(ref, paths) := inputs.inspected(inputs.push(ref), {"changes": [inputs.change(path) | some path in paths]})

test_changes_of_the_ignore_file_need_approval_on_any_branch if {
	ignore_file.require_approval == {
		asked(".sallyportignore", 0, "refs/heads/main"),
		asked(".sallyportignore", 2, "refs/heads/topic"),
	} with input as inputs.git([
		changing("refs/heads/main", ["README.md", ".sallyportignore"]),
		changing("refs/heads/main", ["README.md", "docs/.sallyportignore", ".sallyportignore/a"]),
		changing("refs/heads/topic", [".sallyportignore"]),
		inputs.push("refs/heads/topic"),
	])
}

test_what_cannot_be_listed_needs_approval if {
	ignore_file.require_approval == {
		asked("more files than can be listed", 0, "refs/heads/topic"),
		asked("more files than can be listed", 1, "refs/heads/topic"),
		asked("what belongs to no commit", 2, "refs/tags/data"),
	} with input as inputs.git([
		inputs.inspected(inputs.push("refs/heads/topic"), {"change_count": null}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"changes": [inputs.change(".sallyportignore")], "change_count": 2}),
		inputs.inspected(inputs.push("refs/tags/data"), {"target": "blob", "change_count": null}),
	])
}
