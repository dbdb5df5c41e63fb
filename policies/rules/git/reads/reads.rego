# METADATA
# title: Reads
# description: >-
#   Fetching is allowed from the repositories that the settings list, and so is the reading of refs with which every
#   push begins.
# custom:
#   short: Listed repositories may be read
package sallyport.rules.git.reads

import data.sallyport.lib.git

allow contains {
	"message": $"Reading {operation.detail.repository} is allowed.",
	"operation": index,
} if {
	some index, operation in git.fetches
	git.readable[index]
}
