# METADATA
# title: Trust
# description: What is known of the event that started the run.
package sallyport.lib.trust

# METADATA
# title: Trusted
# description: True only if the run is known not to come from a fork. Unknown is untrusted.
trusted if input.session.trust.fork == false
