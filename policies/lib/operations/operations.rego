# METADATA
# title: Operations
# description: What the rules of every protocol ask of an operation.
package sallyport.lib.operations

# METADATA
# title: Changing
# description: Operations that do more than read, by their index.
changing[index] := operation if {
	some index, operation in input.operations
	operation.access != "read"
}
