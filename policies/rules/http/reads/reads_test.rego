package sallyport.rules.http.reads_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.http.reads

test_methods_that_read_are_allowed if {
	reads.allow == {
		{"message": "Reading /v1/orders is allowed.", "operation": 0},
		{"message": "Reading /v1/orders is allowed.", "operation": 1},
		{"message": "Reading /v1/orders is allowed.", "operation": 2},
	} with input as inputs.http([
		inputs.call("GET", "read", "/v1/orders"),
		inputs.call("HEAD", "read", "/v1/orders"),
		inputs.call("OPTIONS", "read", "/v1/orders"),
	])
}

test_other_methods_are_not_allowed if {
	reads.allow == set() with input as inputs.http([
		inputs.call("POST", "write", "/v1/orders"),
		inputs.call("DELETE", "delete", "/v1/orders"),
	])
}
