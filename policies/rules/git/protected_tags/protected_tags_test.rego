package sallyport.rules.git.protected_tags_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.protected_tags

pushed := inputs.git([
	inputs.create("refs/tags/v1.0"),
	inputs.push("refs/tags/v2.0"),
	inputs.delete("refs/tags/v3.0"),
	inputs.create("refs/tags/nightly"),
	inputs.create("refs/heads/v1.0"),
])

test_making_a_protected_tag_needs_approval if {
	protected_tags.require_approval == {{
		"message": "refs/tags/v1.0 of acme/shop is a protected tag, and making it needs approval.",
		"fix": "Wait for the approval, or push a tag that is not protected.",
		"operation": 0,
		"from": ["operators"],
		"quorum": 1,
		"seconds": 3600,
	}} with input as pushed
}

test_protected_tags_stay_as_they_are if {
	protected_tags.deny == {
		{
			"message": "refs/tags/v2.0 of acme/shop is a protected tag, and stays as it is.",
			"fix": "Make a new tag with another name.",
			"operation": 1,
		},
		{
			"message": "refs/tags/v3.0 of acme/shop is a protected tag, and stays as it is.",
			"fix": "Make a new tag with another name.",
			"operation": 2,
		},
	} with input as pushed
}

test_settings_say_which_tags if {
	protected_tags.deny == set() with input as pushed with data.settings.git.protected_tags.names as ["release-*"]
}
