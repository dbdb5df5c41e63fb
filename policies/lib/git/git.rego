# METADATA
# title: Git
# description: What several Git rules ask of a ref.
# schemas:
#   - input.operations: schema.git
package sallyport.lib.git

import data.sallyport.lib.names

# METADATA
# title: Pushes
# description: Operations that make or move a ref, by their index.
pushes[index] := operation if {
	some index, operation in input.operations
	operation.kind == "git.push"
}

# METADATA
# title: Deletes
# description: Operations that delete a ref, by their index.
deletes[index] := operation if {
	some index, operation in input.operations
	operation.kind == "git.delete"
}

# METADATA
# title: Fetches
# description: Operations that read refs or objects of a repository, those ahead of a push included, by their index.
fetches[index] := operation if {
	some index, operation in input.operations
	operation.kind in {"git.fetch", "git.push.advertise"}
}

# METADATA
# title: Readable
# description: >-
#   Indices of the operations on repositories that may be read. Without readable settings there are none.
readable contains index if {
	patterns := names.any_of(data.settings.git.reads.repositories)
	some index, operation in input.operations
	names.matches(patterns, operation.detail.repository)
}

# METADATA
# title: Is elsewhere
# description: >-
#   Whether none of the patterns fits the repository. Undefined if any of them can't be read, so that a rule which
#   refuses by it must ask for `not`.
is_elsewhere(patterns, repository) if names.matches_any(patterns, repository) == false

# METADATA
# title: Short names
# description: >-
#   The short name of the branch or tag that each operation writes to or deletes, by the operation's index. Refs of
#   other kinds have none.
short_names[index] := name if {
	some index, operation in input.operations
	name := short_name(operation.detail.ref)
}

short_name(ref) := trim_prefix(ref, "refs/heads/") if startswith(ref, "refs/heads/")

else := trim_prefix(ref, "refs/tags/") if startswith(ref, "refs/tags/")

# METADATA
# scope: document
# title: Protected
# description: >-
#   Indices of the operations on a protected branch, or on a tag with the name of one: where both exist, Git takes a
#   bare name for the tag.
protected contains index if some index, true in protection

protected contains index if some index, _ in unnamed

# METADATA
# title: Unnamed
# description: >-
#   What each operation that came through a forge's API is done to, in words, where the request doesn't name the ref or
#   the repository. It may be any, a protected one among them.
unnamed[index] := $"{means} of {repository(operation.detail)}" if {
	some index, operation in input.operations
	operation.detail.via
	"?" in {operation.detail.ref, operation.detail.repository}
	means := object.get(operation.detail, "means", operation.detail.ref)
}

repository(detail) := detail.repository if detail.repository != "?"

else := "a repository that the request does not name"

# METADATA
# scope: document
# title: Unprotected
# description: >-
#   Indices of the operations on other branches, and on tags that are no protected tags either. Without readable
#   settings there are none, so that losing them permits nothing.
unprotected contains index if {
	some index, false in protection
	not tags[index]
	not unnamed[index]
}

unprotected contains index if {
	some index, false in protection
	not unnamed[index]
	names.matches_any(data.settings.git.protected_tags.names, tags[index]) == false
}

# METADATA
# title: Tags
# description: The name of the tag that each operation writes to or deletes, by the operation's index.
tags[index] := trim_prefix(operation.detail.ref, "refs/tags/") if {
	some index, operation in input.operations
	startswith(operation.detail.ref, "refs/tags/")
}

protection[index] := names.matches(patterns, name) if {
	patterns := names.any_of(data.settings.git.protected_branches.names)
	some index, name in short_names
}
