# METADATA
# title: Reads
# description: Requests with a method that only reads are allowed.
# custom:
#   short: Reading is allowed
package sallyport.rules.http.reads

allow contains {
	"message": $"Reading {operation.resource} is allowed.",
	"operation": index,
} if {
	some index, operation in input.operations
	operation.kind in {"http.GET", "http.HEAD", "http.OPTIONS"}
}
