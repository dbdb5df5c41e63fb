# METADATA
# title: Reads
# description: Calls that only read are allowed. What hands out secrets is no such call.
# custom:
#   short: Reading a forge is allowed
package sallyport.rules.forge.reads

import data.sallyport.lib.forge

allow contains {
	"message": $"Reading {operation.resource} is allowed.",
	"operation": index,
} if {
	some index, subject in forge.subjects
	subject in {"read", "query"}
	operation := input.operations[index]
	operation.access == "read"
}
