package sallyport.rules.forge.reads_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.forge.reads

test_calls_that_only_read_are_allowed if {
	reads.allow == {
		{"message": "Reading /repos/acme/shop/read is allowed.", "operation": 0},
		{"message": "Reading /repos/acme/shop/query is allowed.", "operation": 1},
	} with input as inputs.github([inputs.forge_call("read", "read"), inputs.forge_call("query", "read")])
}

test_secrets_and_changes_are_no_reading if {
	reads.allow == set() with input as inputs.github([
		inputs.forge_call("secrets", "read"),
		inputs.forge_call("read", "write"),
		inputs.forge_call("comments", "write"),
	])
}
