# METADATA
# title: Marked sessions
# description: >-
#   A session that was marked, because a honeytoken of its own was seen, does no more than the settings leave it. What
#   the agent is told doesn't say why.
# custom:
#   short: A session whose honeytoken was seen only reads
package sallyport.rules.session.marked

import data.sallyport.lib.findings

deny contains {
	"message": $"This session may not do {operation.kind} any more.",
	"fix": "Ask those who operate this gateway.",
	"operation": index,
} if {
	input.session.mark
	some index, operation in input.operations
	operation.access in data.settings.session.marked.denied
}

require_approval contains object.union(findings.asking(settings), {
	"message": $"{operation.kind} on {operation.resource} needs approval in this session.",
	"fix": "Wait for the approval.",
	"operation": index,
}) if {
	input.session.mark
	settings := data.settings.session.marked.approved
	some index, operation in input.operations
	operation.access in settings.access
}
