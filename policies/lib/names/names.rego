# METADATA
# title: Names
# description: >-
#   Matches names made of parts with slashes between them, such as branches and paths. In a pattern, `*` stands for
#   anything within one part, `**` for anything at all, and `{a,b}` for a or b.
package sallyport.lib.names

# METADATA
# title: Matches any
# description: >-
#   Whether the name fits at least one of the patterns. Undefined if any of them can't be read, so that a rule which
#   permits what doesn't match must ask for `false`.
matches_any(patterns, name) := matches(any_of(patterns), name)

# METADATA
# title: Matches
# description: The same for what `any_of` made of the patterns.
matches(readable, name) := true in verdicts if {
	verdicts := [verdict | some pattern in readable; verdict := glob.match(pattern, ["/"], name)]
	count(verdicts) == count(readable)
}

# METADATA
# title: Any of
# description: >-
#   Patterns made ready to match many names by. Plain ones become one; where any has braces, brackets, commas or
#   backslashes, each is matched by itself, since it could mean something else among others.
any_of(patterns) := [concat("", ["{", concat(",", patterns), "}"])] if {
	is_array(patterns)
	not regex.match(`[\\{}\[\],]`, concat("", patterns))
} else := patterns if {
	is_array(patterns)
	every pattern in patterns {
		is_string(pattern)
	}
}
