# METADATA
# title: Unknown calls
# description: >-
#   A call that Sallyport can't tell the effect of is refused: a path that it doesn't know, a GraphQL mutation that it
#   doesn't know, a document that it can't read. The settings may allow some.
# custom:
#   short: What nobody can tell the effect of is refused
package sallyport.rules.forge.unknown_calls

import data.sallyport.lib.break_glass
import data.sallyport.lib.forge
import data.sallyport.lib.names

deny contains {
	"message": operation.detail.why,
	"fix": "Use a call that is known, or have this one added to the settings' forge.allowed_calls.",
	"operation": index,
} if {
	not break_glass.active
	some index, operation in unknown
	not listed[index]
}

allow contains {
	"message": $"{operation.detail.via} is one of the calls that the settings allow.",
	"operation": index,
} if {
	some index, operation in unknown
	listed[index]
}

unknown[index] := operation if {
	some index, _ in forge.subjects
	operation := input.operations[index]
	operation.detail.why
}

listed[index] if {
	some index, operation in unknown
	names.matches_any(data.settings.forge.allowed_calls, operation.detail.via)
}
