package sallyport.lib.operations_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.lib.operations

test_reads_change_nothing if {
	operations.changing == {1: inputs.push("refs/heads/topic"), 2: inputs.delete("refs/heads/topic")} with input as inputs.git([
		inputs.fetch,
		inputs.push("refs/heads/topic"),
		inputs.delete("refs/heads/topic"),
	])
}
