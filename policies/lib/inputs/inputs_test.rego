# METADATA
# title: Inputs
# description: Inputs as the adapters make them, for tests.
package sallyport.lib.inputs_test

git(operations) := input_of("git", operations)

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

call(method, access, path) := {"kind": $"http.{method}", "access": access, "resource": path, "detail": {
	"method": method,
	"path": path,
	"query": {},
	"content_type": null,
}}
