package sallyport.lib.git_test

import data.sallyport.lib.git
import data.sallyport.lib.inputs_test as inputs

pushed := inputs.git([
	inputs.push("refs/heads/main"),
	inputs.push("refs/heads/release/1.0"),
	inputs.push("refs/heads/topic"),
	inputs.push("refs/tags/main"),
	inputs.push("refs/tags/v1.0"),
	inputs.push("refs/notes/main"),
	inputs.fetch,
	inputs.push("refs/tags/nightly"),
])

test_branches_and_tags_have_short_names if {
	git.short_names == {0: "main", 1: "release/1.0", 2: "topic", 3: "main", 4: "v1.0", 7: "nightly"} with input as pushed
}

test_protected_refs if {
	git.protected == {0, 1, 3} with input as pushed
}

test_unprotected_refs if {
	git.unprotected == {2, 7} with input as pushed
}

test_without_settings_a_ref_is_neither if {
	git.protected == set() with input as pushed with data.settings.git as {}
	git.unprotected == set() with input as pushed with data.settings.git as {}
}

test_without_their_settings_no_tag_is_unprotected if {
	git.unprotected == {2} with input as pushed with data.settings.git.protected_tags as {}
	git.unprotected == {2} with input as pushed with data.settings.git.protected_tags.names as ["["]
}

test_fetches if {
	object.keys(git.fetches) == {0, 2} with input as inputs.git([
		inputs.fetch,
		inputs.push("refs/heads/topic"),
		inputs.advertise,
	])
}

test_repositories_are_readable_as_the_settings_say if {
	git.readable == {0} with input as inputs.git([inputs.fetch]) with data.settings.git.reads.repositories as ["acme/*"]
	git.readable == set() with input as inputs.git([inputs.fetch]) with data.settings.git.reads.repositories as ["acme"]
}

test_without_settings_nothing_is_readable if {
	git.readable == set() with input as inputs.git([inputs.fetch]) with data.settings.git as {}
	git.readable == set() with input as inputs.git([inputs.fetch]) with data.settings.git.reads.repositories as ["["]
}

test_a_repository_that_no_pattern_fits_is_elsewhere if {
	git.is_elsewhere(["acme/*"], "other/shop")
	not git.is_elsewhere(["acme/*"], "acme/shop")
	not git.is_elsewhere(["acme/Shop"], "ACME/shop")
	not git.is_elsewhere(["acme/*", 1], "other/shop")
	not git.is_elsewhere({"acme/*"}, "other/shop")
	not git.is_elsewhere(null, "other/shop")
	not git.is_elsewhere(["acme/*", "["], "other/shop")
}

base := "the base branch of pull request 7"

through_an_api := inputs.github([
	inputs.forge_push("refs/heads/main"),
	inputs.forge_push("refs/heads/topic"),
	inputs.unnamed(inputs.push("refs/heads/topic"), "acme/shop", base),
	inputs.unnamed(inputs.delete("refs/heads/topic"), "?", "the ref with the id R_1"),
	object.union(inputs.forge_push("refs/heads/topic"), {"detail": {"repository": "?"}}),
	object.union(inputs.forge_push("refs/tags/nightly"), {"detail": {"repository": "?"}}),
])

test_what_an_api_does_to_a_ref_is_a_push if {
	git.protected & {0, 1} == {0} with input as through_an_api
	git.unprotected == {1} with input as through_an_api
}

test_what_is_not_named_may_be_protected if {
	git.unnamed == {
		2: "the base branch of pull request 7 of acme/shop",
		3: "the ref with the id R_1 of a repository that the request does not name",
		4: "refs/heads/topic of a repository that the request does not name",
		5: "refs/tags/nightly of a repository that the request does not name",
	} with input as through_an_api
	git.protected == {0, 2, 3, 4, 5} with input as through_an_api
}

changing(changes) := inputs.inspected(inputs.push("refs/heads/topic"), {"changes": changes})

looked_into := inputs.git([
	inputs.push("refs/heads/topic"),
	changing([inputs.change("a.md"), inputs.change("src/b.ts"), object.union(inputs.change("src/b.ts"), {"mode": "120000"})]),
	inputs.inspected(inputs.push("refs/heads/topic"), {"changes": [inputs.change("src/c.ts")], "change_count": 2}),
	inputs.inspected(inputs.push("refs/heads/topic"), {"changes": [inputs.change("src/c.ts")], "change_count": null}),
	inputs.inspected(inputs.push("refs/tags/data"), {"target": "tree", "change_count": null}),
	inputs.inspected(inputs.push("refs/tags/data"), {"target": "blob"}),
	inputs.inspected(inputs.push("refs/heads/topic"), {"commit_count": null, "truncated": true}),
	inputs.delete("refs/heads/old"),
])

touched(patterns) := {index: what |
	# regal ignore:with-outside-test-context
	some index in numbers.range(0, 7)

	# regal ignore:with-outside-test-context
	what := git.touched(index, patterns) with input as looked_into
}

unknown := {
	2: "more files than can be listed",
	3: "more files than can be listed",
	4: "what belongs to no commit",
	5: "what belongs to no commit",
}

test_what_the_gateway_has_not_looked_into_has_no_inspection if {
	object.keys(git.inspections) == {1, 2, 3, 4, 5, 6} with input as looked_into
	git.inspections[1].change_count == 3 with input as looked_into
}

test_it_is_said_why_changes_are_uncertain if {
	git.uncertain == unknown with input as looked_into
}

test_a_path_is_touched_once_however_its_mode_changes if {
	touched(["src/**"]) == object.union(unknown, {1: "src/b.ts"})
	touched(["*.md", "src/*"]) == object.union(unknown, {1: "a.md, src/b.ts"})
	touched(["docs/**"]) == unknown
	touched([]) == unknown
}

test_a_link_stands_for_what_is_below_it if {
	link := object.union(inputs.change(".buildkite"), {"mode": "120000"})
	submodule := object.union(inputs.change(".github"), {"mode": "160000"})
	linked := inputs.git([changing([link]), changing([submodule]), changing([inputs.change(".github")])])
	patterns := [".buildkite/**", ".github/workflows/**"]
	git.touched(0, patterns) == ".buildkite" with input as linked
	git.touched(1, patterns) == ".github" with input as linked
	not git.touched(2, patterns) with input as linked
}

test_patterns_that_cannot_be_read_fit_everything if {
	every patterns in [["docs/["], "docs/**", null, ["docs/**", 1]] {
		touched(patterns) == object.union(unknown, {1: "a.md, src/b.ts"})
	}
}

test_a_listing_ends if {
	git.listing("; ", ["a"]) == "a"
	git.listing("; ", [$"{n}" | some n in numbers.range(1, 10)]) == "1; 2; 3; 4; 5; 6; 7; 8; 9; 10"
	git.listing("; ", [$"{n}" | some n in numbers.range(1, 12)]) == "1; 2; 3; 4; 5; 6; 7; 8; 9; 10 and 2 more"
}
