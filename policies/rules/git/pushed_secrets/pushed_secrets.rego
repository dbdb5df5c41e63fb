# METADATA
# title: Pushed secrets
# description: >-
#   A push with a secret in any of its commits is refused. Needs what is inside the push, which the gateway looks up:
#   without it, this rule finds nothing.
# custom:
#   short: Secrets are not pushed
package sallyport.rules.git.pushed_secrets

import data.sallyport.lib.git

deny contains {
	"message": $"{finding.path}, line {finding.line}, in commit {substring(finding.commit, 0, 12)} holds a secret ({finding.rule}).",
	"fix": "Revoke the secret, take it out of every commit of the push (git rebase), and push again.",
	"operation": index,
} if {
	some index, operation in git.pushes
	some finding in operation.detail.inspection.findings
	not ignored(finding)
}

ignored(finding) if finding.rule in data.settings.git.pushed_secrets.ignored_rules
