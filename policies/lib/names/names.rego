# METADATA
# title: Names
# description: >-
#   Matches names made of parts with slashes between them, such as branches and paths. In a pattern, `*` stands for
#   anything within one part, and `**` for anything at all.
package sallyport.lib.names

# METADATA
# title: Matches any
# description: >-
#   Whether the name fits at least one of the patterns. Undefined if any of them can't be read, so that a rule which
#   permits what doesn't match must ask for `false`.
matches_any(patterns, name) := true in verdicts if {
	verdicts := [verdict | some pattern in patterns; verdict := matches(pattern, name)]
	count(verdicts) == count(patterns)
}

# METADATA
# title: Matches
# description: Whether the name fits the pattern. Undefined if the pattern can't be read.
matches(pattern, name) := fits(substring(pattern, length, -1), substring(name, length, -1)) if {
	start := beginning(pattern)
	startswith(name, start)
	length := count(start)
} else := false if not startswith(name, beginning(pattern))

# Whether the rest of a name fits the rest of a pattern, from its first wildcard on. glob.match compiles its pattern on
# every call, which the commonest endings needn't wait for.
fits(wildcards, rest) := rest == "" if wildcards == ""

else if wildcards == "**"

else := indexof(rest, "/") == -1 if wildcards == "*"

else := glob.match(wildcards, ["/"], rest)

# All of a pattern without wildcards.
beginning(pattern) := substring(pattern, 0, min(array.concat([count(pattern)], [at |
	some character in ["*", "?", "[", "{", "\\"]
	at := indexof(pattern, character)
	at >= 0
])))
