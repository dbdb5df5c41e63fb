package sallyport.rules.session.freeze_windows_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.session.freeze_windows

pushed(at) := object.union(inputs.git([inputs.fetch, inputs.push("refs/heads/topic")]), {"at": at})

window := {
	"from": "2025-12-20T00:00:00Z",
	"until": "2026-01-02T08:00:00+01:00",
	"reason": "the year-end freeze lasts",
	"labels": {},
}

refused(until) := {{
	"message": $"git.push on acme/shop#refs/heads/topic has to wait: the year-end freeze lasts until {until}.",
	"fix": "Try again after the freeze; in an emergency, use a break-glass session.",
	"operation": 1,
}}

test_nothing_changes_during_a_freeze if {
	every at in ["2025-12-20T00:00:00Z", "2025-12-31T23:59:59Z", "2026-01-02T06:59:59.999Z"] {
		freeze_windows.deny == refused(window.until) with input as pushed(at)
			with data.settings.session.freeze_windows as [window]
	}
}

test_before_and_after_it_does if {
	every at in ["2025-12-19T23:59:59.999Z", "2026-01-02T07:00:00Z"] {
		freeze_windows.deny == set() with input as pushed(at)
			with data.settings.session.freeze_windows as [window]
	}
}

test_a_freeze_may_concern_some_connections if {
	production := object.union(window, {"labels": {"environment": "production"}})
	frozen := pushed("2025-12-24T12:00:00Z")
	freeze_windows.deny == set() with input as frozen with data.settings.session.freeze_windows as [production]
	count(freeze_windows.deny) == 1 with input as inputs.labelled(frozen, {"environment": "production"})
		with data.settings.session.freeze_windows as [production]
}

test_a_time_that_cannot_be_read_leaves_it_in_force if {
	freeze_windows.deny == refused("soon") with input as pushed("2027-01-01T00:00:00Z")
		with data.settings.session.freeze_windows as [object.union(window, {"until": "soon"})]
}

test_the_rule_steps_aside_in_an_emergency if {
	freeze_windows.deny == set() with input as inputs.emergency(pushed("2025-12-24T12:00:00Z"))
		with data.settings.session.freeze_windows as [window]
}

test_a_window_without_labels_freezes_everything if {
	every odd in [object.remove(window, ["labels"]), object.union(window, {"labels": null})] {
		count(freeze_windows.deny) == 1 with input as pushed("2025-12-24T12:00:00Z")
			with data.settings.session.freeze_windows as [odd]
	}
}
