# METADATA
# title: Writes
# description: >-
#   Writing is allowed about the subjects that the settings allow, and whatever is done about those that they list for it
#   needs people's approval. Of the entries that list a subject, the first one counts.
# custom:
#   short: Changes of a forge go by subject
package sallyport.rules.forge.writes

import data.sallyport.lib.findings
import data.sallyport.lib.forge

allow contains {
	"message": $"Writing {subject} is allowed.",
	"operation": index,
} if {
	some index, subject in forge.subjects
	input.operations[index].access == "write"
	subject in data.settings.forge.allowed_writes
}

require_approval contains object.union(findings.asking(settings), {
	"message": $"{operation.detail.via} is to {operation.access} {subject}, and needs approval.",
	"fix": "Wait for the approval, or leave this to people.",
	"operation": index,
}) if {
	some index, subject in forge.subjects
	operation := input.operations[index]
	settings := data.settings.forge.approved[min(entries(subject))]
}

entries(subject) := {entry |
	some entry, settings in data.settings.forge.approved
	subject in settings.subjects
}
