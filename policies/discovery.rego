package sallyport

import data.sallyport.lib.findings
import data.sallyport.lib.protocols

# What each rule found, by effect and code. `sallyport policy build` puts a list of the rules in the place of this file,
# once for each protocol, so that the gateway asks no rule that could not answer.

answers.deny[code] := findings.judged("deny", code, answer) if {
	some category, name
	answer := data.sallyport.rules[category][name].deny
	findings.any_in(answer)
	not protocols.foreign[category]
	code := findings.code(category, name)
}

answers.require_approval[code] := findings.judged("require_approval", code, answer) if {
	some category, name
	answer := data.sallyport.rules[category][name].require_approval
	findings.any_in(answer)
	not protocols.foreign[category]
	code := findings.code(category, name)
}

answers.mask[code] := findings.judged("mask", code, answer) if {
	some category, name
	answer := data.sallyport.rules[category][name].mask
	findings.any_in(answer)
	not protocols.foreign[category]
	code := findings.code(category, name)
}

answers.allow[code] := findings.judged("allow", code, answer) if {
	some category, name
	answer := data.sallyport.rules[category][name].allow
	findings.any_in(answer)
	not protocols.foreign[category]
	code := findings.code(category, name)
}

answers.reserve[code] := findings.judged("reserve", code, answer) if {
	some category, name
	answer := data.sallyport.rules[category][name].reserve
	findings.any_in(answer)
	not protocols.foreign[category]
	code := findings.code(category, name)
}
