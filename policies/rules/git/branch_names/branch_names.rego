# METADATA
# title: Branch names
# description: >-
#   The names of branches and tags that are pushed fit one of the settings' regular expressions. Pipelines that put a
#   name into a shell command run whatever the name says.
# custom:
#   short: Names of branches and tags are plain
package sallyport.rules.git.branch_names

import data.sallyport.lib.git

deny contains {
	"message": $"The name of {operation.detail.ref} is not one of those that are allowed.",
	"fix": $"Choose a name that fits {concat(" or ", data.settings.git.branch_names.patterns)}",
	"operation": index,
} if {
	some index, operation in git.pushes
	git.short_names[index]
	not fitting[index]
}

fitting[index] if {
	some index, name in git.short_names
	some pattern in data.settings.git.branch_names.patterns
	regex.match(pattern, name)
}
