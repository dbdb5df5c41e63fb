package sallyport.rules.git.read_refs_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.read_refs

wanted := "1111111111111111111111111111111111111111"

fetching(detail) := inputs.git([object.union(inputs.fetch, {"detail": detail})])

settings := [
	{"repositories": ["acme/*"], "refs": ["refs/heads/main", "refs/tags/**"]},
	{"repositories": ["other/**"], "refs": ["refs/heads/other"]},
]

refused(message) := {{
	"message": message,
	"fix": "Fetch only refs/heads/main or refs/tags/**",
	"operation": 0,
}}

test_by_default_everything_may_be_read if {
	read_refs.deny == set() with input as fetching({"refs": ["refs/heads/x"]})
}

test_other_repositories_are_not_limited if {
	read_refs.deny == set() with input as fetching({"repository": "free/shop"}) with data.settings.git.read_refs as settings
}

test_tips_of_listed_refs_may_be_read if {
	read_refs.deny == set() with input as fetching({"wanted_refs": {wanted: ["refs/heads/x", "refs/heads/main"]}})
		with data.settings.git.read_refs as settings
	read_refs.deny == set() with input as fetching({"wants": [], "refs": ["refs/tags/v1/a"]})
		with data.settings.git.read_refs as settings
}

test_listing_is_no_fetch if {
	read_refs.deny == set() with input as inputs.git([inputs.advertise, object.union(
		inputs.fetch,
		{"detail": {"command": "ls-refs", "wants": []}},
	)])
		with data.settings.git.read_refs as settings
}

test_other_refs_may_not if {
	read_refs.deny == refused("refs/heads/x of acme/shop may not be read.") with data.settings.git.read_refs as settings
		with input as fetching({"wants": [], "refs": ["refs/heads/main", "refs/heads/x"]})
}

test_tips_of_other_refs_may_not if {
	none := refused($"No ref of acme/shop that may be read has {wanted} for its tip.")
	read_refs.deny == none with data.settings.git.read_refs as settings
		with input as fetching({"wanted_refs": {wanted: ["refs/heads/x", "refs/heads/other"]}})
	read_refs.deny == none with data.settings.git.read_refs as settings
		with input as fetching({"wanted_refs": {wanted: []}})
	read_refs.deny == none with data.settings.git.read_refs as settings
		with input as fetching({"wanted_refs": {}})
}

test_what_nobody_looked_up_may_not if {
	unknown := {object.union(finding, {"needs": "wanted_refs"}) |
		some finding in refused("Which refs of acme/shop these objects belong to is not known.")
	}
	read_refs.deny == unknown with input as fetching({}) with data.settings.git.read_refs as settings
}

test_what_is_not_all_listed_may_not if {
	read_refs.deny == refused("More of acme/shop is wanted than can be looked through.")
		with input as fetching({"truncated": true, "wanted_refs": {wanted: ["refs/heads/main"]}})
		with data.settings.git.read_refs as settings
}

test_patterns_that_cannot_be_read_allow_nothing if {
	count(read_refs.deny) == 1 with input as fetching({"wanted_refs": {wanted: ["refs/heads/main"]}})
		with data.settings.git.read_refs as [{"repositories": ["["], "refs": ["refs/tags/**"]}]
	count(read_refs.deny) == 1 with input as fetching({"wanted_refs": {wanted: ["refs/heads/main"]}})
		with data.settings.git.read_refs as [{"repositories": ["**"], "refs": ["refs/heads/main", "["]}]
}

test_without_settings_nothing_may_be_read if {
	read_refs.deny == {{
		"message": "Which refs may be read can't be told from the settings, so none may.",
		"fix": "Repair git.read_refs in the settings.",
		"operation": 0,
	}} with input as fetching({}) with data.settings.git as {}
}
