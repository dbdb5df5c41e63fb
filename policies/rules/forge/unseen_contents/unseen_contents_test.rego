package sallyport.rules.forge.unseen_contents_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.forge.unseen_contents

called := inputs.github([
	inputs.forge_call("comments", "write"),
	inputs.forge_push("refs/heads/topic"),
	inputs.inspected(inputs.forge_push("refs/heads/topic"), {}),
])

test_what_an_api_puts_on_a_ref_needs_approval if {
	unseen_contents.require_approval == {{
		"message": `github.PATCH /repos/{owner}/{repo}/git/refs/{ref...} puts on acme/shop#refs/heads/topic what nobody has looked into.`,
		"fix": "Push it with git, which is looked into; or wait for the approval.",
		"operation": 1,
		"from": ["operators"],
		"quorum": 1,
		"seconds": 3600,
	}} with input as called
}
