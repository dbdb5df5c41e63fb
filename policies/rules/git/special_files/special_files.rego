# METADATA
# title: Special files
# description: >-
#   Submodules, refs that name a tree or a blob, and symbolic links where the settings say so need people's approval.
# custom:
#   short: Submodules need approval, and other things that are no plain files
package sallyport.rules.git.special_files

import data.sallyport.lib.findings
import data.sallyport.lib.git

require_approval contains object.union(findings.asking(settings), {
	"message": $"This push brings {git.listing(", ", brought)} to {operation.detail.ref}.",
	"fix": "Push plain files in commits, or wait for the approval.",
	"operation": index,
}) if {
	some index in special
	settings := data.settings.git.special_files
	operation := git.pushes[index]
	brought := array.concat(
		[what | what := git.uncertain[index]],
		[$"the {kinds[change.mode]} {change.path}" | some change in git.inspections[index].changes; kinds[change.mode]],
	)
}

special contains index if some index, _ in git.uncertain

special contains index if {
	some index, inspection in git.inspections
	some change in inspection.changes
	change.mode != "100644"
	kinds[change.mode]
}

kinds["160000"] := "submodule"

kinds["120000"] := "symbolic link" if data.settings.git.special_files.symbolic_links
