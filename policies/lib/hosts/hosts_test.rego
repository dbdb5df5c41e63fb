package sallyport.lib.hosts_test

import data.sallyport.lib.hosts

test_a_host_fits_itself_in_any_case if {
	hosts.matches_any(["api.github.com"], "API.GitHub.com")
	not hosts.matches_any(["api.github.com"], "github.com")
	not hosts.matches_any(["api.github.com"], "api.github.com.evil.test")
}

test_one_star_stays_within_a_label if {
	hosts.matches_any(["*.github.com"], "api.github.com")
	not hosts.matches_any(["*.github.com"], "a.b.github.com")
	not hosts.matches_any(["*.github.com"], "github.com")
	not hosts.matches_any(["*.github.com"], "evilgithub.com")
}

test_two_stars_cross_labels if {
	hosts.matches_any(["**.github.com"], "a.b.github.com")
	hosts.matches_any(["**"], "anything.test")
}

test_no_pattern_fits_nothing if {
	not hosts.matches_any([], "api.github.com")
	not hosts.matches_any(null, "api.github.com")
}

test_a_pattern_that_cannot_be_read_fits_nothing if {
	not hosts.matches_any(["*.[z-"], "api.github.com")
}
