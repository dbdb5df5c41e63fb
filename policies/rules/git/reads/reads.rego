# METADATA
# title: Reads
# description: Fetching is allowed, and so is the reading of refs with which every push begins.
# custom:
#   short: Fetching is allowed
package sallyport.rules.git.reads

allow contains {
	"message": $"Reading {operation.detail.repository} is allowed.",
	"operation": index,
} if {
	some index, operation in input.operations
	operation.kind in {"git.fetch", "git.push.advertise"}
}
