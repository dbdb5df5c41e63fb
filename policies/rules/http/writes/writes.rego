# METADATA
# title: Writes
# description: >-
#   Writing is allowed to the paths that the settings allow, and needs people's approval on the paths that they list
#   for it. Of the entries that list a path, the first one counts.
# custom:
#   short: Writing goes by path
package sallyport.rules.http.writes

import data.sallyport.lib.findings
import data.sallyport.lib.names

allow contains {
	"message": $"Writing to {operation.resource} is allowed.",
	"operation": index,
} if {
	input.connection.protocol == "http"
	some index, operation in input.operations
	operation.access == "write"
	names.matches_any(data.settings.http.allowed_writes, operation.resource)
}

require_approval contains object.union_n([findings.asking(settings), findings.lease(settings, operation), {
	"message": $"{operation.detail.method} on {operation.resource} needs approval.",
	"fix": "Wait for the approval, or do without this request.",
	"operation": index,
}]) if {
	input.connection.protocol == "http"
	some index, operation in input.operations
	operation.access == "write"
	settings := data.settings.http.approved_writes[min(entries(operation.resource))]
}

entries(path) := {entry |
	some entry, settings in data.settings.http.approved_writes
	names.matches_any(settings.paths, path)
}
