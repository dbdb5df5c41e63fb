# METADATA
# title: Hosts
# description: >-
#   Matches host names. In a pattern, `*` stands for anything within one label, and `**` for any number of labels.
package sallyport.lib.hosts

# METADATA
# title: Matches any
# description: True if the host fits at least one of the patterns, whatever its case.
matches_any(patterns, host) if {
	some pattern in patterns
	fits(pattern, lower(host))
}

fits("**", _)

fits(pattern, host) if pattern == host

fits(pattern, host) if {
	contains(pattern, "*")
	glob.match(pattern, ["."], host)
}
