package sallyport.lib.clock_test

import data.sallyport.lib.clock

evening := "2025-06-01T23:30:00Z"

test_now if {
	clock.now == 1748820600000000000 with input.at as evening
}

test_a_zone_has_its_own_day_and_time if {
	clock.local("UTC") == {"weekday": "Sunday", "time": "23:30"} with input.at as evening
	clock.local("Europe/Oslo") == {"weekday": "Monday", "time": "01:30"} with input.at as evening
}

test_an_unknown_zone_has_no_time if {
	[local | local := clock.local("Europe/Atlantis")] == [] with input.at as evening
}
