# METADATA
# title: Forge
# description: What the rules about forges ask of an operation.
# schemas:
#   - input.operations: schema.forge
package sallyport.lib.forge

# METADATA
# title: Subjects
# description: >-
#   What each operation of the forge's own is about (issues, secrets), by the operation's index. Those on Git have none.
subjects[index] := trim_prefix(operation.kind, prefix) if {
	prefix := $"{input.connection.protocol}."
	some index, operation in input.operations
	startswith(operation.kind, prefix)
}
