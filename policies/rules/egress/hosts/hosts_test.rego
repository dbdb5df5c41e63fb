package sallyport.rules.egress.hosts_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.egress.hosts

called := inputs.http([inputs.call("GET", "read", "/v1/orders")])

refused := {{
	"message": "shop.test is not one of the hosts that agents may reach.",
	"fix": "Have the host added to the settings' egress.hosts, or do without it.",
}}

test_listed_hosts_are_reached if {
	hosts.deny == set() with input as called
	hosts.deny == set() with input as called with data.settings.egress.hosts as ["api.github.com", "shop.test"]
}

test_other_hosts_are_not if {
	hosts.deny == refused with input as called with data.settings.egress.hosts as ["api.github.com"]
	hosts.deny == refused with input as called with data.settings.egress as {}
}
