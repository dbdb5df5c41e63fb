# METADATA
# title: Inputs
# description: Inputs as the adapters make them, for tests.
package sallyport.lib.inputs_test

git(operations) := input_of("git", operations)

# regal ignore:rule-shadows-builtin
http(operations) := input_of("http", operations)

tunnel(host, port) := input_of("net", [{
	"kind": "net.connect",
	"access": "execute",
	"resource": $"{host}:{port}",
	"detail": {"host": host, "port": port},
}])

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
	"server_options": [],
	"wants": ["1111111111111111111111111111111111111111"],
	"refs": [],
	"truncated": false,
	"filter": [],
	"shallow": null,
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
	"certificate": null,
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

# An operation of Git LFS on one object.
lfs(kind, access, step) := {"kind": kind, "access": access, "resource": "acme/shop", "detail": {
	"repository": "acme/shop",
	"step": step,
	"objects": [{"oid": "1111111111111111111111111111111111111111111111111111111111111111", "size": 5}],
	"count": 1,
	"truncated": false,
	"transfers": ["basic"],
	"hash_algo": "sha256",
}}

lfs_locks := {"kind": "git.lfs.locks", "access": "read", "resource": "acme/shop", "detail": {"repository": "acme/shop"}}

lfs_lock := {"kind": "git.lfs.lock", "access": "write", "resource": "acme/shop", "detail": {
	"repository": "acme/shop",
	"path": "logo.psd",
}}

lfs_unlock := {"kind": "git.lfs.unlock", "access": "write", "resource": "acme/shop", "detail": {
	"repository": "acme/shop",
	"id": "7",
	"force": false,
}}

labelled(document, labels) := object.union(document, {"connection": {"labels": labels}})

counted(document, counters) := object.union(document, {"session": {"counters": counters}})

marked(document) := object.union(document, {"session": {"mark": {
	"honeytoken": "DEPLOY_KEY",
	"place": "header",
	"exchange": "exchange-1",
	"at": "2025-06-01T11:59:00Z",
}}})

emergency(document) := object.union(document, {"session": {"groups": ["break-glass"]}})

call(method, access, path) := {"kind": $"http.{method}", "access": access, "resource": path, "detail": {
	"method": method,
	"path": path,
	"query": {},
	"content_type": null,
}}

github(operations) := input_of("github", operations)

# A ref that is moved through a forge's API.
forge_push(ref) := through_api(push(ref))

through_api(operation) := object.union(
	object.remove(operation, ["detail"]),
	{"detail": object.union(
		object.filter(operation.detail, ["repository", "ref", "action"]),
		{"via": "github.PATCH /repos/{owner}/{repo}/git/refs/{ref...}"},
	)},
)

# The same, of a ref that the call doesn't name.
unnamed(operation, repository, means) := object.union(
	through_api(operation),
	{"resource": $"{repository}#?", "detail": {"repository": repository, "ref": "?", "means": means}},
)

forge_call(subject, access) := {
	"kind": $"github.{subject}",
	"access": access,
	"resource": $"/repos/acme/shop/{subject}",
	"detail": {
		"repository": "acme/shop",
		"via": $"github.POST /repos/acme/shop/{subject}",
		"path": $"/repos/acme/shop/{subject}",
	},
}

unknown_call := {"kind": "github.unknown", "access": "execute", "resource": "/repos/acme/shop/new", "detail": {
	"repository": "acme/shop",
	"via": "github.POST /repos/acme/shop/new",
	"path": "/repos/acme/shop/new",
	"why": "POST /repos/acme/shop/new is no call that Sallyport knows.",
}}
