# METADATA
# title: Git
# description: What several Git rules ask of a ref.
# schemas:
#   - input.operations: schema.git
package sallyport.lib.git

import data.sallyport.lib.names

# METADATA
# title: Names
# description: >-
#   The short name of the branch or tag that each operation writes to or deletes, by the operation's index. Refs of
#   other kinds have none.
short_names[index] := trim_prefix(operation.detail.ref, "refs/heads/") if {
	some index, operation in input.operations
	startswith(operation.detail.ref, "refs/heads/")
}

short_names[index] := trim_prefix(operation.detail.ref, "refs/tags/") if {
	some index, operation in input.operations
	startswith(operation.detail.ref, "refs/tags/")
}

# METADATA
# title: Protected
# description: >-
#   Indices of the operations on a protected branch, or on a tag with the name of one: where both exist, Git takes a
#   bare name for the tag.
protected contains index if some index, true in protection

# METADATA
# title: Unprotected
# description: >-
#   Indices of the operations on other branches and tags. Without readable settings there are none, so that losing
#   them permits nothing.
unprotected contains index if some index, false in protection

protection[index] := names.matches_any(data.settings.git.protected_branches.names, name) if {
	some index, name in short_names
}
