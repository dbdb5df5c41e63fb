# METADATA
# title: Break glass
# description: >-
#   An emergency: some refusals step aside, and two people answer for every change instead. See
#   `rules/session/break_glass`.
package sallyport.lib.break_glass

# METADATA
# title: Active
# description: True if the session belongs to a group that the settings keep for emergencies.
active if {
	some group in input.session.groups
	group in data.settings.session.break_glass.groups
}
