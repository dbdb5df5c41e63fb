# METADATA
# title: Inputs
# description: Inputs as the adapters make them, for tests.
package sallyport.lib.inputs_test

git(operations) := input_of("git", operations)

# regal ignore:rule-shadows-builtin
http(operations) := input_of("http", operations)

input_of(protocol, operations) := {
	"version": 1,
	"session": {
		"id": "session-1",
		"agent": "ci",
		"issuer": "https://issuer.test",
		"subject": "repo:acme/shop",
		"groups": [],
		"claims": {},
		"trust": {
			"event": "push",
			"repository": "acme/shop",
			"ref": "refs/heads/main",
			"actor": "ann",
			"fork": false,
		},
		"counters": {},
	},
	"lease": null,
	"connection": {"name": "shop", "protocol": protocol, "labels": {}},
	"request": {"method": "POST", "host": "shop.test", "path": "/"},
	"operations": operations,
	"approval": null,
	"at": "2025-06-01T12:00:00Z",
}

fetch := {"kind": "git.fetch", "access": "read", "resource": "acme/shop", "detail": {
	"repository": "acme/shop",
	"service": "git-upload-pack",
	"version": 2,
	"command": "fetch",
	"wants": ["1111111111111111111111111111111111111111"],
	"truncated": false,
}}

advertise := {"kind": "git.push.advertise", "access": "read", "resource": "acme/shop", "detail": {"repository": "acme/shop"}}

push(ref) := ref_command("git.push", "write", "update", ref)

delete(ref) := ref_command("git.delete", "delete", "delete", ref)

ref_command(kind, access, action, ref) := {"kind": kind, "access": access, "resource": $"acme/shop#{ref}", "detail": {
	"repository": "acme/shop",
	"ref": ref,
	"action": action,
	"old": "1111111111111111111111111111111111111111",
	"new": "2222222222222222222222222222222222222222",
	"atomic": false,
	"push_options": [],
}}

create(ref) := ref_command("git.push", "write", "create", ref)

# A push whose pack was looked into, with this inside. What isn't said to be otherwise is counted to the end.
inspected(operation, inside) := object.union(operation, {"detail": {"inspection": object.union(counts, lists)}}) if {
	lists := object.union(
		{"target": "commit", "forced": false, "commits": [], "changes": [], "findings": [], "truncated": false},
		inside,
	)
	counts := {
		"commit_count": count(lists.commits),
		"change_count": count(lists.changes),
		"finding_count": count(lists.findings),
	}
}

# A text file of a hundred bytes.
change(path) := {"path": path, "mode": "100644", "size": 100, "binary": false}

labelled(document, labels) := object.union(document, {"connection": {"labels": labels}})

counted(document, counters) := object.union(document, {"session": {"counters": counters}})

emergency(document) := object.union(document, {"session": {"groups": ["break-glass"]}})

call(method, access, path) := {"kind": $"http.{method}", "access": access, "resource": path, "detail": {
	"method": method,
	"path": path,
	"query": {},
	"content_type": null,
}}
