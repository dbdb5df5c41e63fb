package sallyport.rules.git.lfs_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.lfs

uploaded(step) := inputs.git([inputs.lfs("git.lfs.upload", "write", step)])

test_downloads_go_where_reading_is_allowed if {
	document := inputs.git([inputs.lfs("git.lfs.download", "read", "batch"), inputs.lfs_locks])
	lfs.allow == {
		{"message": "Reading LFS objects of acme/shop is allowed.", "operation": 0},
		{"message": "Reading LFS objects of acme/shop is allowed.", "operation": 1},
	} with input as document
	lfs.allow == set() with input as document with data.settings.git.reads.repositories as ["other"]
}

test_uploads_and_locks_go_where_the_settings_say if {
	document := inputs.git([inputs.lfs("git.lfs.upload", "write", "transfer"), inputs.lfs_lock, inputs.lfs_unlock])
	allowed := {{"message": "Uploading LFS objects to acme/shop is allowed.", "operation": index} | some index in {0, 1, 2}}
	lfs.allow == allowed with input as document
	lfs.allow == set() with input as document with data.settings.git.lfs.uploads as ["other/*"]
	lfs.require_approval == set() with input as document
}

test_listed_uploads_need_approval if {
	lfs.require_approval == {{
		"message": "Uploading LFS objects to acme/shop needs approval.",
		"fix": "Wait for the approval, or keep the file out of LFS.",
		"operation": 0,
		"from": ["operators"],
		"quorum": 1,
		"seconds": 3600,
	}} with input as uploaded("transfer") with data.settings.git.lfs.approved_uploads.repositories as ["acme/*"]
	lfs.allow == set() with input as uploaded("transfer")
		with data.settings.git.lfs.approved_uploads.repositories as ["acme/*"]
}

test_planning_and_checking_an_upload_need_none if {
	some step in {"batch", "verify"}
	lfs.require_approval == set() with input as uploaded(step)
		with data.settings.git.lfs.approved_uploads.repositories as ["acme/*"]
	count(lfs.allow) == 1 with input as uploaded(step)
		with data.settings.git.lfs.approved_uploads.repositories as ["acme/*"]
}

test_a_pattern_that_cannot_be_read_allows_no_upload if {
	lfs.allow == set() with input as uploaded("transfer") with data.settings.git.lfs.uploads as ["["]
	lfs.allow == set() with input as uploaded("transfer")
		with data.settings.git.lfs.approved_uploads.repositories as ["["]
}

test_nothing_is_allowed_without_settings if {
	lfs.allow == set() with input as uploaded("transfer") with data.settings.git as {}
	lfs.allow == set() with input as uploaded("transfer") with data.settings.git as {"lfs": {"uploads": ["**"]}}
}
