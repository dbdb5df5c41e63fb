package sallyport.rules.git.large_files_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.large_files

file(path, size, binary) := {"path": path, "mode": "100644", "size": size, "binary": binary}

pushed(changes) := inputs.git([
	inputs.push("refs/heads/topic"),
	inputs.inspected(inputs.push("refs/heads/topic"), {"changes": changes}),
])

refused(message) := {
	"message": message,
	"fix": "Keep large files in Git LFS (git lfs migrate import --include=<path>), or out of every commit of the push.",
	"operation": 1,
}

test_large_files_are_refused if {
	large_files.deny == {refused(concat("; ", [
		"app.bin has 52428801 bytes, and files have at most 52428800",
		"dump.sql has 52428801 bytes, and files have at most 52428800",
		"logo.psd has 10485761 bytes, and binary files have at most 10485760.",
	]))} with input as pushed([
		file("app.bin", 52428801, true),
		file("dump.sql", 52428801, false),
		file("gone.psd", null, null),
		file("logo.psd", 10485761, true),
		file("most.sql", 52428800, false),
		file("most.psd", 10485760, true),
	])
}

test_other_files_are_not if {
	large_files.deny == set() with input as pushed([
		file("gone.psd", null, null),
		file("most.sql", 52428800, false),
		file("most.psd", 10485760, true),
	])
}

test_settings_say_how_large_and_which if {
	large_files.deny == {refused(concat("; ", [
		"b.txt has 11 bytes, and files have at most 10",
		"b.bin has 6 bytes, and binary files have at most 5.",
	]))} with input as pushed([file("a/b.txt", 11, false), file("b.txt", 11, false), file("b.bin", 6, true), file("c.txt", 6, false)])
		with data.settings.git.large_files as {"bytes": 10, "binary_bytes": 5, "allowed": ["a/**"]}
}

test_without_readable_patterns_no_path_is_allowed if {
	large_files.deny == {refused("b.txt has 11 bytes, and files have at most 10.")} with input as pushed([file("b.txt", 11, false)])
		with data.settings.git.large_files as {"bytes": 10, "binary_bytes": 5, "allowed": ["b.txt", "["]}
}

asked(what, operation, ref) := {
	"message": $"This push brings {what} to {ref}, and any of it may be large.",
	"fix": "Push fewer files at a time, or wait for the approval.",
	"operation": operation,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}

test_what_cannot_be_listed_needs_approval if {
	large_files.require_approval == {
		asked("more files than can be listed", 0, "refs/heads/topic"),
		asked("what belongs to no commit", 1, "refs/tags/data"),
	} with input as inputs.git([
		inputs.inspected(inputs.push("refs/heads/topic"), {"change_count": 1}),
		inputs.inspected(inputs.push("refs/tags/data"), {"target": "blob"}),
		inputs.inspected(inputs.push("refs/heads/topic"), {"truncated": true}),
		inputs.push("refs/heads/topic"),
	])
}
