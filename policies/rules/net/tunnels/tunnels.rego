# METADATA
# title: Tunnels
# description: Tunnels lead only to the hosts and ports that the settings list.
# custom:
#   short: Only listed hosts are tunnelled to
package sallyport.rules.net.tunnels

import data.sallyport.lib.hosts

allow contains {
	"message": $"A tunnel to {operation.resource} is allowed.",
	"operation": index,
} if {
	some index, operation in input.operations
	operation.kind == "net.connect"
	listed(operation.resource)
}

deny contains {
	"message": $"{operation.resource} is no connection's, and not one of the hosts that tunnels may lead to.",
	"fix": "Have the host added as a connection, or to the settings' net.tunnels, or do without it.",
	"operation": index,
} if {
	some index, operation in input.operations
	operation.kind == "net.connect"
	not listed(operation.resource)
}

listed(resource) if hosts.matches_any(data.settings.net.tunnels, resource)
