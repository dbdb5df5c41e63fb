package sallyport.rules.session.business_hours_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.session.business_hours

pushed(at) := object.union(
	inputs.labelled(inputs.git([inputs.fetch, inputs.push("refs/heads/topic")]), {"environment": "production"}),
	{"at": at},
)

asked := {{
	"message": "git.push on acme/shop#refs/heads/topic outside business hours needs approval.",
	"fix": "Wait for the approval, or for 08:00 to 18:00 (UTC).",
	"operation": 1,
	"from": ["operators"],
	"quorum": 1,
	"seconds": 3600,
}}

test_during_business_hours_nobody_is_asked if {
	every at in ["2025-06-02T08:00:00Z", "2025-06-06T17:59:59.999Z", "2025-06-03T01:00:00-07:00"] {
		business_hours.require_approval == set() with input as pushed(at)
	}
}

test_outside_them_people_are if {
	every at in ["2025-06-02T07:59:59Z", "2025-06-02T18:00:00Z", "2025-06-01T12:00:00Z", "2025-06-03T00:30:00Z"] {
		business_hours.require_approval == asked with input as pushed(at)
	}
}

test_hours_are_those_of_the_zone if {
	business_hours.require_approval == set() with input as pushed("2025-06-02T06:30:00Z")
		with data.settings.session.business_hours.zone as "Europe/Oslo"
	count(business_hours.require_approval) == 1 with input as pushed("2025-06-02T12:00:00Z")
		with data.settings.session.business_hours.zone as "Europe/Atlantis"
}

test_other_connections_are_open_all_day if {
	night := inputs.labelled(pushed("2025-06-01T03:00:00Z"), {"environment": "staging"})
	business_hours.require_approval == set() with input as night
}
