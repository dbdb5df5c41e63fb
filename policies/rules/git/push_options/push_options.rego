# METADATA
# title: Push options
# description: >-
#   A push with options that the settings don't list needs people's approval: servers do more by them than move the refs
#   that are pushed.
# custom:
#   short: Unlisted push options need approval
package sallyport.rules.git.push_options

import data.sallyport.lib.findings
import data.sallyport.lib.git
import data.sallyport.lib.names

require_approval contains object.union(findings.asking(settings), {
	"message": $"This push has {git.listing(", ", others)} for options, which may do more than move {operation.detail.ref}.",
	"fix": "Push without these options, or wait for the approval.",
	"operation": index,
}) if {
	settings := data.settings.git.push_options
	some index, operation in input.operations
	others := [option | some option in operation.detail.push_options; not listed(option)]
	count(others) > 0
}

allowed := names.any_of(data.settings.git.push_options.allowed)

listed(option) if names.matches(allowed, option)
