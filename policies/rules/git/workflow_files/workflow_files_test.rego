package sallyport.rules.git.workflow_files_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.workflow_files

changing(paths) := inputs.inspected(inputs.push("refs/heads/topic"), {"changes": [inputs.change(path) | some path in paths]})

asked(what, operation) := {
	"message": $"This push changes {what} on refs/heads/topic, which is what CI runs.",
	"fix": "Leave the workflow files as they are, or wait for the approval.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_workflow_files_need_approval if {
	workflow_files.require_approval == {
		asked(".github/workflows/ci.yml", 0),
		asked(".gitlab-ci.yml", 1),
		asked(".buildkite/pipeline.yml, .github/actions/setup/action.yml", 3),
	} with input as inputs.git([
		changing(["README.md", ".github/workflows/ci.yml"]),
		changing([".gitlab-ci.yml"]),
		changing(["src/index.ts", "docs/.github/workflows/ci.yml"]),
		changing([".github/actions/setup/action.yml", ".buildkite/pipeline.yml"]),
		inputs.push("refs/heads/topic"),
	])
}

test_what_cannot_be_listed_needs_approval if {
	workflow_files.require_approval == {
		asked("more files than can be listed", 0),
		asked("more files than can be listed", 1),
		asked("what belongs to no commit", 2),
	} with input as inputs.git([
		inputs.inspected(inputs.push("refs/heads/topic"), {"change_count": 1, "truncated": true}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"change_count": null, "truncated": true}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"target": "tree", "change_count": null, "truncated": true}),
	])
}

test_many_commits_alone_need_none if {
	workflow_files.require_approval == set() with input as inputs.git([inputs.inspected(
		inputs.push("refs/heads/topic"),
		{"changes": [inputs.change("README.md")], "commit_count": 500, "finding_count": null, "truncated": true},
	)])
}

test_settings_say_which_files if {
	workflow_files.require_approval == {asked("Makefile", 0)} with input as inputs.git([
		changing(["Makefile"]),
		changing([".gitlab-ci.yml"]),
	])
		with data.settings.git.workflow_files.paths as ["Makefile"]
}

test_without_readable_patterns_every_file_is_suspect if {
	workflow_files.require_approval == {asked("README.md", 0)} with input as inputs.git([changing(["README.md"])])
		with data.settings.git.workflow_files.paths as ["docs/["]
	workflow_files.require_approval == {asked("README.md", 0)} with input as inputs.git([changing(["README.md"])])
		with data.settings.git.workflow_files as {"from": ["operators"], "quorum": 1, "seconds": 3600}
}

committing(paths) := object.union(inputs.forge_push("refs/heads/topic"), {"detail": {"paths": paths}})

test_files_that_a_call_names_count if {
	workflow_files.require_approval == {asked(".github/workflows/ci.yml", 0)} with input as inputs.github([
		committing(["README.md", ".github/workflows/ci.yml"]),
		committing(["README.md"]),
		inputs.forge_push("refs/heads/topic"),
	])
}
