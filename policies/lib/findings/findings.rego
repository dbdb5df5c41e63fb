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
# description: The part of a finding that everybody is told.
reason(finding) := object.filter(finding, ["code", "message", "operation", "fix"])

# METADATA
# title: Requirement
# description: The part of a demand that says whom to ask.
requirement(demand) := object.filter(demand, [
	"code", "operation", "from", "quorum", "seconds",
	"reason_required", "recent_login", "channel", "lease",
])

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
	count(finding) == ((2 + fixes(finding)) + credentials(finding)) + records(finding)
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
	count(finding) == 2 + modes(finding)
	text(finding.message)
	maskable(finding)
}

sound("reserve", finding) if {
	count(finding) == 2
	text(finding.counter)
	positive(finding.amount)
}

sound("require_approval", finding) if {
	count(finding) == (((5 + fixes(finding)) + leases(finding)) + reasoned(finding)) + (logged_in(finding) + channels(finding))
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
	texts(demand.from)
}

# METADATA
# title: Asking
# description: >-
#   Whom to ask, how many of them, for how long and how, as a rule's settings say it. To be added to a demand.
asking(settings) := object.filter(settings, ["from", "quorum", "seconds", "reason_required", "recent_login", "channel"])

# METADATA
# title: Lease
# description: >-
#   What people's answer stands for besides the request itself, where the settings have `lease_seconds`: the same kind of
#   operation on the same resource, for so long. To be added to a demand. A resource with an asterisk of its own would
#   be taken for a pattern: it has no lease.
lease(settings, operation) := {"lease": {
	"resources": [operation.resource],
	"operations": [operation.kind],
	"seconds": settings.lease_seconds,
}} if {
	settings.lease_seconds
	not contains(operation.resource, "*")
} else := {}

maskable(finding) if text(finding.detector)

maskable(finding) if text(finding.header)

maskable(finding) if startswith(finding.pointer, "/")

maskable(finding) if text(finding.key)

# What stands in for what is masked.
modes(finding) := 1 if finding.mode in {"fixed", "remove", "last_four", "pseudonym"}

else := 0

# People must say why they approve.
reasoned(finding) := 1 if finding.reason_required == true

else := 0

# People must have logged in so few seconds ago.
logged_in(finding) := 1 if positive(finding.recent_login)

else := 0

# The Slack channel that is asked, by its id.
channels(finding) := 1 if text(finding.channel)

else := 0

leases(finding) := 1 if {
	count(finding.lease) == 3
	positive(finding.lease.seconds)
	texts(finding.lease.resources)
	texts(finding.lease.operations)
} else := 0

texts(list) if {
	is_array(list)
	count(list) > 0
	every member in list {
		text(member)
	}
}

fixes(finding) := 1 if text(finding.fix)

else := 0

# Another credential of the connection than the one that opens it unless a rule says so.
credentials(finding) := 1 if text(finding.credential)

else := 0

# How much of what goes by is recorded, unless the connection's own settings say so.
records(finding) := 1 if {
	count(finding.record) > 0
	every direction, level in finding.record {
		direction in {"request", "answer"}
		level in {"full", "head", "none"}
	}
} else := 0

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
