# METADATA
# title: Read refs
# description: >-
#   Where the settings list the refs of a repository that may be read, nothing else of it is fetched: refs wanted by
#   name are listed ones, and every object that is wanted is the tip of one.
# custom:
#   short: Of some repositories, only listed refs may be read
package sallyport.rules.git.read_refs

import data.sallyport.lib.git
import data.sallyport.lib.names

deny contains finding(index, $"{named} of {operation.detail.repository} may not be read.") if {
	some index, operation in limited
	some named in operation.detail.refs
	not readable(patterns[index], named)
}

deny contains object.union(
	finding(index, $"Which refs of {operation.detail.repository} these objects belong to is not known."),
	{"needs": "wanted_refs"},
) if {
	some index, operation in limited
	count(operation.detail.wants) > 0
	not operation.detail.wanted_refs
}

deny contains finding(index, message) if {
	some index, operation in limited
	operation.detail.wanted_refs
	strangers := [want |
		some want in operation.detail.wants
		not tip(patterns[index], object.get(operation.detail.wanted_refs, want, []))
	]
	count(strangers) > 0
	message := $"No ref of {operation.detail.repository} that may be read has {strangers[0]} for its tip."
}

deny contains finding(index, $"More of {operation.detail.repository} is wanted than can be looked through.") if {
	some index, operation in limited
	operation.detail.truncated
}

deny contains {
	"message": "Which refs may be read can't be told from the settings, so none may.",
	"fix": "Repair git.read_refs in the settings.",
	"operation": index,
} if {
	not listed
	some index, _ in git.fetches
}

listed if is_array(data.settings.git.read_refs)

finding(index, message) := {
	"message": message,
	"fix": $"Fetch only {concat(" or ", [ref | some entry in entries[index]; some ref in entry.refs])}",
	"operation": index,
}

limited[index] := operation if {
	some index, operation in input.operations
	operation.kind == "git.fetch"
	count(entries[index]) > 0
}

# A pattern that can't be read counts as one that fits: it might have been meant to.
entries[index] := [entry |
	some entry in data.settings.git.read_refs
	not git.is_elsewhere(entry.repositories, operation.detail.repository)
] if {
	some index, operation in git.fetches
}

patterns[index] := [names.any_of(entry.refs) | some entry in entries[index]] if {
	some index, _ in limited
}

readable(lists, ref) if {
	some list in lists
	names.matches(list, ref)
}

tip(lists, refs) if {
	some ref in refs
	readable(lists, ref)
}
