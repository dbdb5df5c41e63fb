package sallyport.lib.break_glass_test

import data.sallyport.lib.break_glass

test_a_group_of_the_settings_breaks_the_glass if {
	break_glass.active with input.session.groups as ["agents", "break-glass"]
	not break_glass.active with input.session.groups as ["agents"]
	not break_glass.active with input.session.groups as []
}

test_settings_say_which_groups if {
	break_glass.active with input.session.groups as ["on-call"] with data.settings.session.break_glass.groups as ["on-call"]
	not break_glass.active with input.session.groups as ["break-glass"] with data.settings.session as {}
}

test_nothing_steps_aside_where_nobody_is_asked if {
	asked := {"groups": ["break-glass"], "from": ["operators"], "quorum": 2, "seconds": 900}
	break_glass.active with input.session.groups as ["break-glass"] with data.settings.session.break_glass as asked
	every field in ["from", "quorum", "seconds"] {
		not break_glass.active with input.session.groups as ["break-glass"]
			with data.settings.session.break_glass as object.remove(asked, [field])
	}
}
