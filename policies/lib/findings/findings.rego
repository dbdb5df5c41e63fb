# METADATA
# title: Findings
# description: What a rule may answer with, and how it is told apart from what it may not.
package sallyport.lib.findings

# METADATA
# title: Code
# description: A rule's stable code, taken from its path so that no author can misname it.
code(category, name) := replace($"{category}/{name}", "_", "-")

# METADATA
# title: Reason
# description: The part of a demand that everybody is told.
reason(demand) := object.filter(demand, ["code", "message", "operation", "fix"])

# METADATA
# title: Requirement
# description: The part of a demand that says whom to ask.
requirement(demand) := object.filter(demand, ["code", "operation", "from", "quorum", "seconds"])

# METADATA
# title: Any in
# description: True unless the answer is an empty set, which finds nothing.
any_in(answer) if not is_set(answer)

else if count(answer) > 0

# METADATA
# title: Judged
# description: >-
#   The sound findings of a rule's answer, each with the rule's code, and how many there would be if all of them were
#   sound.
judged(effect, code, answer) := {
	"sound": [object.union(finding, {"code": code}) | some finding in answer; sound(effect, finding)],
	"count": count(answer),
} if {
	is_set(answer)
} else := {"sound": [], "count": 1}

# Fields are counted, so that one which nobody knows makes a finding unsound.

sound("allow", finding) if {
	count(finding) == 2 + fixes(finding)
	text(finding.message)
	placed(finding)
}

sound("deny", finding) if {
	count(finding) == (1 + fixes(finding)) + needs(finding)
	text(finding.message)
}

sound("deny", finding) if {
	count(finding) == (2 + fixes(finding)) + needs(finding)
	text(finding.message)
	placed(finding)
}

sound("mask", finding) if {
	count(finding) == 2
	text(finding.message)
	text(finding.detector)
}

sound("mask", finding) if {
	count(finding) == 2
	text(finding.message)
	text(finding.header)
}

sound("reserve", finding) if {
	count(finding) == 2
	text(finding.counter)
	positive(finding.amount)
}

sound("require_approval", finding) if {
	count(finding) == 5 + fixes(finding)
	text(finding.message)
	placed(finding)
	askable(finding)
}

# METADATA
# title: Askable
# description: True if it is said whom to ask, how many of them, and for how long.
askable(demand) if {
	positive(demand.quorum)
	positive(demand.seconds)
	is_array(demand.from)
	count(demand.from) > 0
	every group in demand.from {
		text(group)
	}
}

fixes(finding) := 1 if text(finding.fix)

else := 0

# What a closer look at the request could add to the input: then this refusal is the last word only after that.
needs(finding) := 1 if text(finding.needs)

else := 0

placed(finding) if {
	is_number(finding.operation)
	input.operations[finding.operation]
}

text(value) if {
	is_string(value)
	value != ""
}

positive(value) if {
	is_number(value)
	value >= 1
	floor(value) == value
}
