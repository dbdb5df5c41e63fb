package sallyport.rules.git.special_files_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.special_files

special(path, mode) := {"path": path, "mode": mode, "size": null, "binary": null}

changing(changes) := inputs.inspected(inputs.push("refs/heads/topic"), {"changes": changes})

asked(brought, operation, ref) := {
	"message": $"This push brings {brought} to {ref}.",
	"fix": "Push plain files in commits, or wait for the approval.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

pushed := inputs.git([
	inputs.push("refs/heads/topic"),
	changing([inputs.change("a.md"), special("bin/run", "100755"), special("gone", "000000")]),
	changing([special("latest", "120000"), inputs.change("a.md"), special("vendor/a", "160000"), special("vendor/b", "160000")]),
	changing([special("latest", "120000")]),
])

test_submodules_need_approval if {
	special_files.require_approval == {asked(
		"the submodule vendor/a, the submodule vendor/b",
		2,
		"refs/heads/topic",
	)} with input as pushed
}

test_symbolic_links_do_where_the_settings_say_so if {
	special_files.require_approval == {
		asked("the symbolic link latest, the submodule vendor/a, the submodule vendor/b", 2, "refs/heads/topic"),
		asked("the symbolic link latest", 3, "refs/heads/topic"),
	} with input as pushed with data.settings.git.special_files.symbolic_links as true
}

test_what_is_not_seen_needs_approval if {
	special_files.require_approval == {
		asked("what belongs to no commit", 0, "refs/tags/data"),
		asked("what belongs to no commit", 1, "refs/tags/file"),
		asked("more files than can be listed, the submodule a", 2, "refs/heads/topic"),
	} with input as inputs.git([
		inputs.inspected(inputs.push("refs/tags/data"), {"target": "tree", "change_count": null}),
		inputs.inspected(inputs.push("refs/tags/file"), {"target": "blob", "change_count": null}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"changes": [special("a", "160000")], "change_count": 9}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"commit_count": 500, "truncated": true}),
	])
}
