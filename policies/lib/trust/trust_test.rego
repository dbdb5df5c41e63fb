package sallyport.lib.trust_test

import data.sallyport.lib.trust

test_a_run_of_the_repository_itself_is_trusted if {
	trust.trusted with input.session.trust.fork as false
}

test_a_run_of_a_fork_is_untrusted if {
	not trust.trusted with input.session.trust.fork as true
}

test_unknown_is_untrusted if {
	not trust.trusted with input.session.trust.fork as "unknown"
	not trust.trusted with input as {}
}
