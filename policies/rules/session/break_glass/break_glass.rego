# METADATA
# title: Break glass
# description: >-
#   In a session that breaks the glass, freezes, force pushes and the blast radius step aside, and each change needs the
#   approval of two people.
# custom:
#   short: In an emergency, two people answer for every change
package sallyport.rules.session.break_glass

import data.sallyport.lib.break_glass
import data.sallyport.lib.findings
import data.sallyport.lib.operations

require_approval contains object.union(findings.asking(settings), {
	"message": $"BREAK GLASS: {input.session.agent} ({input.session.subject}) wants {operation.kind} on {operation.resource}.",
	"fix": "Wait for the approval of two people.",
	"operation": index,
	"quorum": max([2, settings.quorum]),
}) if {
	break_glass.active
	settings := data.settings.session.break_glass
	some index, operation in operations.changing
}
