# METADATA
# title: LFS
# description: >-
#   Git LFS objects are downloaded, and locks listed, where reading is allowed; they are uploaded, and locks taken and
#   given back, where the settings allow it. Uploads to the repositories that the settings list for it need approval.
# custom:
#   short: LFS objects go where the settings say
package sallyport.rules.git.lfs

import data.sallyport.lib.findings
import data.sallyport.lib.git
import data.sallyport.lib.names

allow contains {
	"message": $"Reading LFS objects of {operation.detail.repository} is allowed.",
	"operation": index,
} if {
	some index, operation in input.operations
	operation.kind in {"git.lfs.download", "git.lfs.locks"}
	git.readable[index]
}

allow contains {
	"message": $"Uploading LFS objects to {operation.detail.repository} is allowed.",
	"operation": index,
} if {
	some index, operation in writes
	names.matches_any(data.settings.git.lfs.uploads, operation.detail.repository)
	free[index]
}

require_approval contains object.union(findings.asking(settings), {
	"message": $"Uploading LFS objects to {operation.detail.repository} needs approval.",
	"fix": "Wait for the approval, or keep the file out of LFS.",
	"operation": index,
}) if {
	settings := data.settings.git.lfs.approved_uploads
	some index, operation in writes
	not free[index]
}

writes[index] := operation if {
	some index, operation in input.operations
	operation.kind in {"git.lfs.upload", "git.lfs.lock", "git.lfs.unlock"}
}

# What is only planned or checked stores nothing: people answer for the object itself.
free contains index if {
	some index, operation in writes
	not stores[index]
}

free contains index if {
	some index, true in stores
	git.is_elsewhere(data.settings.git.lfs.approved_uploads.repositories, writes[index].detail.repository)
}

stores[index] if {
	some index, operation in writes
	operation.kind == "git.lfs.upload"
	operation.detail.step == "transfer"
}
