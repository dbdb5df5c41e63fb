# METADATA
# scope: subpackages
# title: Sallyport
# description: Finds every rule below data.sallyport.rules, and combines what they found into one decision.
# schemas:
#   - input: schema.input
package sallyport

import data.sallyport.lib.findings

# METADATA
# title: Decision
# description: >-
#   What becomes of the request: the strictest result of any of its operations. A permit is stated, never inferred from
#   the absence of a refusal, so a rule that fails takes its permit with it. Nothing is sorted.
# entrypoint: true
decision := {
	"effect": "require_approval",
	"reasons": [findings.reason(demand) | some demand in unmet],
	"requirements": [findings.requirement(demand) | some demand in unmet],
	"masks": masks,
	"counters": counters,
} if {
	settled
	count(unmet) > 0
} else := object.union(along, {
	"effect": "mask",
	"reasons": array.concat(permits, masked),
	"requirements": [],
	"masks": masks,
	"counters": counters,
}) if {
	settled
	count(masks) > 0
} else := object.union(along, {
	"effect": "allow",
	"reasons": permits,
	"requirements": [],
	"masks": [],
	"counters": counters,
}) if {
	settled
} else := {
	"effect": "deny",
	"reasons": refusals,
	"requirements": [],
	"masks": [],
	"counters": [],
}

# Nothing refuses, and every operation has a permit or has asked for people. Sets are indexed here, since the wasm
# engine reads all of a set to answer `in`, and a push may have thousands of operations.
settled if {
	count(refusals) == 0
	input.operations[0]
	every index, _ in input.operations {
		answered[index]
	}
}

answered := {permit.operation | some permit in allows} | {demand.operation | some demand in demands}

# What people have answered for an operation, as the code of a rule asks.
answers_to[[answer.code, answer.operation]] := answer if some answer in input.approval.satisfied

# What people said when less was asked of them is no answer to more, and what others said none of those who are asked.
met contains [demand.code, demand.operation] if {
	some demand in demands
	answer := answers_to[[demand.code, demand.operation]]
	count(answer.by) >= demand.quorum
	every group in answer.from {
		group in demand.from
	}
}

unmet := [demand | some demand in demands; not met[[demand.code, demand.operation]]]

permits := array.concat(
	[findings.reason(permit) | some permit in allows],
	[findings.reason(demand) | some demand in demands; met[[demand.code, demand.operation]]],
)

masks := [object.remove(finding, ["message"]) | some finding in masking]

# What to count before this request is judged for good; each rule has counters of its own.
counters := [{"counter": name, "amount": finding.amount} |
	some code, answer in answers.reserve
	some finding in answer.sound
	name := $"{code}/{finding.counter}"
]

# A rule with many masks says the same of most of them.
masked := [reason | some reason in {{"code": finding.code, "message": finding.message} | some finding in masking}]

refusals := array.flatten([denials, malformed, unpermitted, nameless, torn])

# A rule that answers nonsense might have meant to refuse.
malformed := [reason |
	some [effect, code] in nonsense
	reason := {
		"code": code,
		"message": $"The rule {code} answered {effect} with something malformed, so nothing passes.",
		"fix": "Repair the rule: policies/lib/findings says which fields a finding has.",
	}
]

nonsense contains [effect, code] if {
	some effect, rules in answers
	some code, answer in rules
	count(answer.sound) != answer.count
}

# People answer a code and an operation, and could not tell two questions with the same ones apart.
nonsense contains ["require_approval", demand.code] if {
	count(demands) > count({[demand.code, demand.operation] | some demand in demands})
	some demand in demands
	count([other | some other in demands; other.code == demand.code; other.operation == demand.operation]) > 1
}

unpermitted := [reason |
	some index, operation in input.operations
	not answered[index]
	not denied[index]
	reason := {
		"code": "sallyport/default-deny",
		"message": $"No rule permits {operation.kind} on {operation.resource}.",
		"operation": index,
		"fix": "Keep to what the rules permit, or have a rule added that permits this.",
	}
]

nameless := [{"code": "sallyport/default-deny", "message": "The request names no operation."} |
	not input.operations[0]
]

# What opens the upstream: the connection's own credential, unless a permit names another one.
default credential := {}

credential := {"credential": name} if {
	count(named) == 1
	some name in named
}

# How much is recorded of what goes by: where permits differ, the most of it.
default record := {}

record := {"record": {direction: most(levels) | some direction, levels in recorded}} if count(recorded) > 0

recorded[direction] contains level if {
	some permit in allows
	some direction, level in permit.record
}

most(levels) := [level | some level in ["full", "head", "none"]; levels[level]][0]

# What comes along with a permit.
along := object.union(credential, record)

named contains permit.credential if some permit in allows

# One request is opened by one credential.
torn := [{
	"code": "sallyport/one-credential",
	"message": $"Rules name more than one credential for this request: {concat(", ", sort(named))}.",
	"fix": "Send its operations one by one, or have the rules name the same credential.",
} |
	count(named) > 1
]

# regal ignore:prefer-set-or-object-rule
denied := {denial.operation | some denial in denials}

allows := found("allow")

denials := found("deny")

demands := found("require_approval")

masking := found("mask")

found(effect) := [finding |
	some answer in answers[effect]
	some finding in answer.sound
]
