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

# What can't be read answers nothing; what fits a pattern must never be said to fit none.
test_no_pattern_changes_what_another_means if {
	every odd in ["x}", "x{", "a,b", "[z]", `\*`, `x\`] {
		[answer | answer := names.matches_any([odd, "main"], "main"); answer == false] == []
		[answer | answer := names.matches_any(["main", odd], "main"); answer == false] == []
	}
}

test_a_comma_outside_braces_is_a_comma if {
	names.matches_any(["a,b", "c"], "a,b")
	names.matches_any(["a,b", "c"], "a") == false
	names.matches_any(["{a,b}", "c"], "a")
}

test_any_pattern_may_fit if {
	names.matches_any(["main", "release/*"], "release/1.0")
	names.matches_any(["main", "release/{1,2}.*"], "release/2.0")
	names.matches_any(["main", "release/*"], "topic") == false
	names.matches_any([], "topic") == false
}
