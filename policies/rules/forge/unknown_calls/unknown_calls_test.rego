package sallyport.rules.forge.unknown_calls_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.forge.unknown_calls

called := inputs.github([inputs.unknown_call, inputs.forge_call("comments", "write"), inputs.forge_push("refs/heads/topic")])

test_what_is_not_known_is_refused_in_words if {
	unknown_calls.deny == {{
		"message": "POST /repos/acme/shop/new is no call that Sallyport knows.",
		"fix": "Use a call that is known, or have this one added to the settings' forge.allowed_calls.",
		"operation": 0,
	}} with input as called
	unknown_calls.allow == set() with input as called
}

test_settings_may_allow_some if {
	patterns := ["github.POST /repos/*/*/new"]
	unknown_calls.deny == set() with input as called with data.settings.forge.allowed_calls as patterns
	unknown_calls.allow == {{
		"message": "github.POST /repos/acme/shop/new is one of the calls that the settings allow.",
		"operation": 0,
	}} with input as called with data.settings.forge.allowed_calls as patterns
}

test_without_settings_none_is_allowed if {
	count(unknown_calls.deny) == 1 with input as called with data.settings.forge as {}
	unknown_calls.allow == set() with input as called with data.settings.forge as {}
}

test_the_rule_steps_aside_in_an_emergency if {
	unknown_calls.deny == set() with input as inputs.emergency(called)
}
