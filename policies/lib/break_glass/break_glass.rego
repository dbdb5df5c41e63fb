# METADATA
# title: Break glass
# description: >-
#   An emergency: some refusals step aside, and two people answer for every change instead. See
#   `rules/session/break_glass`.
package sallyport.lib.break_glass

import data.sallyport.lib.findings

# METADATA
# title: Active
# description: >-
#   True if the session belongs to a group that the settings keep for emergencies, and the settings say whom to ask:
#   nothing steps aside for a question that nobody is asked.
active if {
	settings := data.settings.session.break_glass
	findings.askable(settings)
	some group in input.session.groups
	group in settings.groups
}
