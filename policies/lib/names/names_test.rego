package sallyport.lib.names_test

import data.sallyport.lib.names

test_a_pattern_without_wildcards_fits_only_itself if {
	names.matches_any(["main"], "main")
	names.matches_any(["main"], "maintenance") == false
	names.matches_any(["main"], "topic/main") == false
	names.matches_any(["main"], "mai") == false
}

test_one_star_stays_within_a_part if {
	names.matches_any(["release/*"], "release/1.0")
	names.matches_any(["release/*"], "release/1.0/rc") == false
	names.matches_any(["release/*"], "release") == false
	names.matches_any(["*/main"], "topic/main")
}

test_two_stars_cross_parts if {
	names.matches_any(["release/**"], "release/1.0/rc")
	names.matches_any(["release/**"], "released") == false
}

test_wildcards_may_come_anywhere if {
	names.matches_any(["release/*/rc"], "release/1.0/rc")
	names.matches_any(["release/*/rc"], "release/1.0/2.0/rc") == false
	names.matches_any(["größe/{a,b}-?"], "größe/b-1")
	names.matches_any(["größe/{a,b}-?"], "größe/c-1") == false
}

test_a_pattern_that_cannot_be_read_answers_nothing if {
	[answer | answer := names.matches_any(["main", "*[z-"], "topic")] == []
	[answer | answer := names.matches_any("main", "topic")] == []
	[answer | answer := names.matches_any(["main", 1], "topic")] == []
}

test_a_comma_is_escaped if {
	[answer | answer := names.matches_any(["a,b"], "a")] == []
	names.matches_any([`a\,b`], "a,b")
	names.matches_any([`a\,b`], "a") == false
}

test_any_pattern_may_fit if {
	names.matches_any(["main", "release/*"], "release/1.0")
	names.matches_any(["main", "release/{1,2}.*"], "release/2.0")
	names.matches_any(["main", "release/*"], "topic") == false
	names.matches_any([], "topic") == false
}
