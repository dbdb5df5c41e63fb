import type { Json } from '../../../src/core/json.ts'
import type { Operation } from '../../../src/core/operation.ts'

/** A push as the Git adapter tells of it once it has looked inside. */
export function aPush(
  inspection: { readonly [name: string]: Json } = {},
  detail: { readonly [name: string]: Json } = {},
): Operation {
  const author = { name: 'Bot', email: 'bot@example.com' }
  return {
    kind: 'git.push',
    access: 'write',
    resource: 'acme/shop#refs/heads/main',
    detail: {
      ...{ repository: 'acme/shop', ref: 'refs/heads/main', action: 'update', atomic: false, push_options: [] },
      ...{ old: '1'.repeat(40), new: '2'.repeat(40), certificate: null, ...detail },
      inspection: {
        target: 'commit',
        forced: false,
        commit_count: 2,
        commits: [
          { oid: 'a'.repeat(40), author, committer: author, signed: false, head: 'Fix the till' },
          { oid: 'b'.repeat(40), author, committer: author, signed: false, head: 'Add a test' },
        ],
        change_count: 2,
        changes: [
          { path: 'src/till.ts', mode: '100644', size: 120, binary: false },
          { path: 'test/till.test.ts', mode: '100644', size: 80, binary: false },
        ],
        finding_count: 0,
        findings: [],
        truncated: false,
        ...inspection,
      },
    },
  }
}

/** A request of the HTTP adapter's. */
export function aCall(
  method: string,
  path: string,
  query: { readonly [name: string]: readonly string[] } = {},
): Operation {
  const detail = { method, path, query, content_type: null } as unknown as Json
  return { kind: `http.${method}`, access: 'write', resource: path, detail }
}
