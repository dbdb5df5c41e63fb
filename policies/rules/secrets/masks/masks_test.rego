package sallyport.rules.secrets.masks_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.secrets.masks

test_secrets_in_http_answers_are_hidden if {
	masks.mask == {
		{"message": "Secrets in the answer are hidden.", "detector": "provider"},
		{"message": "Secrets in the answer are hidden.", "detector": "generic-api-key"},
		{"message": "Secrets in the answer are hidden.", "header": "set-cookie"},
	} with input as inputs.http([inputs.call("GET", "read", "/v1/orders")])
}

test_settings_say_what_to_hide if {
	masks.mask == {
		{"message": "Secrets in the answer are hidden.", "detector": "jwt"},
		{"message": "Secrets in the answer are hidden.", "header": "x-api-key"},
	} with input as inputs.http([inputs.call("POST", "write", "/v1/comments")])
		with data.settings.secrets as {"detectors": ["jwt"], "headers": ["x-api-key"]}
}

test_what_is_public_has_no_secret_of_ours if {
	read := inputs.http([inputs.call("GET", "read", "/left-pad/-/left-pad-1.0.0.tgz")])
	masks.mask == set() with input as inputs.labelled(read, {"data": "public", "team": "a"})
	count(masks.mask) == 3 with input as inputs.labelled(read, {"data": "private"})
	count(masks.mask) == 3 with input as inputs.labelled(read, {"data": "public"})
		with data.settings.secrets.public.labels as {"data": "public", "team": "a"}
	count(masks.mask) == 3 with input as read with data.settings.secrets.public.labels as {}
}

test_git_answers_are_left_alone if {
	masks.mask == set() with input as inputs.git([inputs.fetch])
}
