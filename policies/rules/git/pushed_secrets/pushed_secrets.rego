# METADATA
# title: Pushed secrets
# description: >-
#   A push with a secret in any of its commits is refused, and one with what may be a secret needs people's approval.
# custom:
#   short: Secrets are not pushed
package sallyport.rules.git.pushed_secrets

import data.sallyport.lib.findings
import data.sallyport.lib.git

deny contains {
	"message": described(finding, "holds"),
	"fix": advised("Revoke the secret, take it out of every commit of the push (git rebase), and push again."),
	"operation": index,
} if {
	some index, found in counting
	some finding in found
	finding.confidence != "generic"
}

deny contains {
	"message": $"This push to {operation.detail.ref} holds more that looks like secrets than can be listed.",
	"fix": "Take the secrets out of every commit of the push (git rebase), or push fewer commits at a time.",
	"operation": index,
} if {
	some index, inspection in git.inspections
	inspection.finding_count != count(inspection.findings)
	operation := git.pushes[index]
}

# One question for each operation: people couldn't tell several of the same rule apart.
require_approval contains object.union(findings.asking(settings), {
	"message": git.listing("; ", doubts),
	"fix": advised("Take it out of every commit of the push (git rebase), or wait for the approval."),
	"operation": index,
}) if {
	some index, found in counting
	settings := data.settings.git.pushed_secrets
	doubts := [described(finding, "may hold") | some finding in found; finding.confidence == "generic"]
	count(doubts) > 0
}

counting[index] := [finding | some finding in inspection.findings; not excused(finding)] if {
	some index, inspection in git.inspections
	count(inspection.findings) > 0
}

excused(finding) if finding.rule in data.settings.git.pushed_secrets.ignored_rules

excused(finding) if {
	finding.ignored
	data.settings.git.pushed_secrets.honours_ignore_file
}

described(finding, holds) := $"{place(finding)} {holds} a secret ({finding.rule}), fingerprint {finding.fingerprint}"

place(finding) := $"Object {short(finding.object)}, which is in no file of the push's commits," if {
	finding.commit == null
} else := $"The text of commit {short(finding.commit)}, such as its message," if {
	finding.path == null
} else := $"{finding.path}, line {finding.line}, in commit {short(finding.commit)}"

short(oid) := substring(oid, 0, 12)

advised(advice) := $"{advice} If it is no secret, have its fingerprint listed in .sallyportignore on the default branch." if {
	data.settings.git.pushed_secrets.honours_ignore_file
} else := advice
