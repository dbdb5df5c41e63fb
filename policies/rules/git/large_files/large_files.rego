# METADATA
# title: Large files
# description: >-
#   A file that is too large is refused in any commit of a push. Where it can't be told which files a push changes,
#   people are asked.
# custom:
#   short: Large files go to Git LFS
package sallyport.rules.git.large_files

import data.sallyport.lib.findings
import data.sallyport.lib.git
import data.sallyport.lib.names

deny contains {
	"message": $"{git.listing("; ", large)}.",
	"fix": "Keep large files in Git LFS (git lfs migrate import --include=<path>), or out of every commit of the push.",
	"operation": index,
} if {
	settings := data.settings.git.large_files
	some index, inspection in git.inspections
	large := [$"{change.path} has {change.size} bytes, and {most}" |
		some change in inspection.changes
		most := exceeded(change, settings)
		not allowed(change.path)
	]
	count(large) > 0
}

require_approval contains object.union(findings.asking(settings), {
	"message": $"This push brings {what} to {operation.detail.ref}, and any of it may be large.",
	"fix": "Push fewer files at a time, or wait for the approval.",
	"operation": index,
}) if {
	settings := data.settings.git.large_files
	some index, what in git.uncertain
	operation := git.pushes[index]
}

exceeded(change, settings) := $"files have at most {settings.bytes}" if change.size > settings.bytes

else := $"binary files have at most {settings.binary_bytes}" if {
	change.binary
	change.size > settings.binary_bytes
}

allowed(path) if names.matches_any(data.settings.git.large_files.allowed, path)
