package sallyport.lib.names_test

import data.sallyport.lib.names

test_a_pattern_without_wildcards_fits_only_itself if {
	names.matches("main", "main")
	names.matches("main", "maintenance") == false
	names.matches("main", "topic/main") == false
	names.matches("main", "mai") == false
}

test_one_star_stays_within_a_part if {
	names.matches("release/*", "release/1.0")
	names.matches("release/*", "release/1.0/rc") == false
	names.matches("release/*", "release") == false
	names.matches("*/main", "topic/main")
}

test_two_stars_cross_parts if {
	names.matches("release/**", "release/1.0/rc")
	names.matches("release/**", "released") == false
}

test_wildcards_may_come_anywhere if {
	names.matches("release/*/rc", "release/1.0/rc")
	names.matches("release/*/rc", "release/1.0/2.0/rc") == false
	names.matches("größe/{a,b}-?", "größe/b-1")
	names.matches("größe/{a,b}-?", "größe/c-1") == false
}

test_shortcuts_agree_with_glob_match if {
	every name in ["release", "release/", "release/1", "release/1/2", "released", "größe/ü"] {
		every pattern in ["release/*", "release/**", "release*", "release**", "**", "*", "release", "größe/*"] {
			names.matches(pattern, name) == glob.match(pattern, ["/"], name)
		}
	}
}

test_a_pattern_that_cannot_be_read_answers_nothing if {
	[answer | answer := names.matches("[z-", "topic")] == []
	[answer | answer := names.matches_any(["main", "*[z-"], "topic")] == []
	[answer | answer := names.matches_any("main", "topic")] == []
}

test_any_pattern_may_fit if {
	names.matches_any(["main", "release/*"], "release/1.0")
	names.matches_any(["main", "release/*"], "topic") == false
	names.matches_any([], "topic") == false
}
