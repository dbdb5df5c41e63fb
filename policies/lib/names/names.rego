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
matches_any(patterns, name) := glob.match(any_of(patterns), ["/"], name)

# METADATA
# title: Any of
# description: >-
#   One pattern for what fits at least one of these: a rule that has many names to match makes it once. Undefined for a
#   pattern with a comma outside braces, which would be read as two; escape it with a backslash.
any_of(patterns) := concat("", ["{", concat(",", patterns), "}"]) if sound(patterns)

# Nearly always: a look at all of them together costs the least.
sound(patterns) if not contains(concat("", patterns), ",")

else if {
	every pattern in patterns {
		readable(pattern)
	}
}

readable(pattern) if not contains(pattern, ",")

else if contains(pattern, "{")

else if contains(pattern, "\\,")
