# METADATA
# title: Hosts
# description: Requests go only to the hosts that the settings list.
# custom:
#   short: Only listed hosts are reached
package sallyport.rules.egress.hosts

import data.sallyport.lib.hosts

deny contains {
	"message": $"{input.request.host} is not one of the hosts that agents may reach.",
	"fix": "Have the host added to the settings' egress.hosts, or do without it.",
} if {
	not listed
}

listed if hosts.matches_any(data.settings.egress.hosts, input.request.host)
