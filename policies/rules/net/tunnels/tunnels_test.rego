package sallyport.rules.net.tunnels_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.net.tunnels

to_npm := inputs.tunnel("registry.npmjs.org", 443)

refused := {{
	"message": "registry.npmjs.org:443 is no connection's, and not one of the hosts that tunnels may lead to.",
	"fix": "Have the host added as a connection, or to the settings' net.tunnels, or do without it.",
	"operation": 0,
}}

test_nothing_is_listed_unless_somebody_lists_it if {
	tunnels.allow == set() with input as to_npm
	tunnels.deny == refused with input as to_npm
}

test_listed_hosts_pass if {
	every list in [["registry.npmjs.org:443"], ["a.test:443", "*.npmjs.org:443"], ["registry.npmjs.org:*"], ["**"]] {
		tunnels.deny == set() with input as to_npm with data.settings.net.tunnels as list
		tunnels.allow == {{
			"message": "A tunnel to registry.npmjs.org:443 is allowed.",
			"operation": 0,
		}} with input as to_npm with data.settings.net.tunnels as list
	}
}

test_neither_other_ports_nor_hosts_below_pass if {
	every list in [["registry.npmjs.org:22"], ["npmjs.org:443"], ["*.org:443"], ["registry.npmjs.org"]] {
		tunnels.allow == set() with input as to_npm with data.settings.net.tunnels as list
		tunnels.deny == refused with input as to_npm with data.settings.net.tunnels as list
	}
}

test_settings_that_are_missing_refuse if {
	tunnels.deny == refused with input as to_npm with data.settings.net as {}
}
