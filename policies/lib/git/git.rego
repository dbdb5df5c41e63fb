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
# title: Inspections
# description: >-
#   What is inside each push that the gateway has looked into, by the operation's index. The commands are judged once
#   before it looks, and then there is none.
inspections[index] := operation.detail.inspection if some index, operation in pushes

# METADATA
# title: Touched
# scope: document
# description: >-
#   What the push changes among the paths that fit any of the patterns, in words; undefined where it changes none of
#   them. Patterns that can't be read fit every path, and more changes than are listed may be of any path.
touched(index, patterns) := listing(", ", sort(paths)) if {
	not uncertain[index]
	paths := fitting(changed[index], patterns) | leading(index, patterns)
	count(paths) > 0
}

else := uncertain[index]

# METADATA
# scope: document
# title: Changed
# description: >-
#   The paths that each push changes, by the operation's index: what the gateway found inside, or what a call of a
#   forge's API names.
changed[index] := [change.path | some change in inspections[index].changes] if some index, _ in inspections

changed[index] := operation.detail.paths if {
	some index, operation in pushes
	not inspections[index]
}

# METADATA
# title: Uncertain
# scope: document
# description: Why it can't be told which paths a push changes, in words, by the operation's index.
uncertain[index] := "what belongs to no commit" if {
	some index, inspection in inspections
	inspection.target != "commit"
}

uncertain[index] := "more files than can be listed" if {
	some index, inspection in inspections
	inspection.target == "commit"
	inspection.change_count != count(inspection.changes)
}

# METADATA
# title: Listing
# description: The first ten of these texts, and how many more there are.
listing(separator, texts) := concat(separator, texts) if count(texts) <= 10

else := $"{concat(separator, array.slice(texts, 0, 10))} and {count(texts) - 10} more"

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
#   Whether none of the patterns fits the repository, however it is spelt: most servers ignore case, and a limit that
#   another spelling gets round is none. Undefined if a pattern can't be read, so that a rule which refuses by it must ask
#   for `not`.
is_elsewhere(patterns, repository) if {
	is_array(patterns)
	lowered := [lower(pattern) | some pattern in patterns]
	count(lowered) == count(patterns)
	names.matches_any(lowered, lower(repository)) == false
}

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

fitting(paths, patterns) := {path |
	some path in paths
	not misses(readable, path)
} if {
	readable := names.any_of(patterns)
}

else := {path | some path in paths}

misses(readable, path) if names.matches(readable, path) == false

# A link or a submodule stands for all that is below its path.
leading(index, patterns) := {change.path |
	some change in inspections[index].changes
	change.mode in {"120000", "160000"}
	some pattern in patterns
	some below in [pattern, trim_prefix(pattern, "**/")]
	startswith(below, concat("", [change.path, "/"]))
} if {
	inspections[index]
}

else := set()
