# METADATA
# title: Trust
# description: What is known of the event that started the run. Whatever is not known is untrusted.
package sallyport.lib.trust

# METADATA
# title: Trusted
# description: >-
#   True only if the run is known not to come from a fork, and was not started by an event that outsiders cause, such
#   as a comment.
trusted if {
	input.session.trust.fork == false
	input.session.trust.event != ""
	is_array(data.settings.session.untrusted_triggers.events)
	not input.session.trust.event in data.settings.session.untrusted_triggers.events
}

# METADATA
# description: >-
#   An agent whose tokens can't tell where its run comes from is trusted where settings vouch for it by name, unless the
#   token says that it is a fork's, or names an event that outsiders cause.
trusted if {
	input.session.trust.fork == "unknown"
	input.session.agent in data.settings.session.untrusted_triggers.trusted_agents
	is_string(input.session.trust.event)
	is_array(data.settings.session.untrusted_triggers.events)
	not input.session.trust.event in data.settings.session.untrusted_triggers.events
}
