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
