import type { Input } from '../../src/core/input.ts'
import type { NonEmpty } from '../../src/core/json.ts'
import type { Operation } from '../../src/core/operation.ts'

/** An input as the gateway makes it, about these operations. */
export function inputOf(protocol: string, operations: NonEmpty<Operation>, more: Partial<Input> = {}): Input {
  return {
    version: 1,
    session: {
      id: 'session-1',
      agent: 'ci',
      issuer: 'https://issuer.test',
      subject: 'repo:acme/shop:ref:refs/heads/topic',
      groups: ['agents'],
      claims: { repository: 'acme/shop', run_id: '42' },
      trust: { event: 'push', repository: 'acme/shop', ref: 'refs/heads/topic', actor: 'ann', fork: false },
      counters: {},
    },
    lease: null,
    connection: { name: 'shop', protocol, labels: { tier: 'production' } },
    request: { method: 'POST', host: 'shop.test', path: '/acme/shop.git/git-receive-pack' },
    operations,
    approval: null,
    at: '2025-06-01T12:00:00Z',
    ...more,
  }
}

export const fetching: Operation = {
  kind: 'git.fetch',
  access: 'read',
  resource: 'acme/shop',
  detail: {
    repository: 'acme/shop',
    service: 'git-upload-pack',
    version: 2,
    command: 'fetch',
    server_options: [],
    wants: ['1111111111111111111111111111111111111111'],
    refs: [],
    truncated: false,
    filter: [],
    shallow: null,
  },
}

export function push(ref: string): Operation {
  return refCommand('git.push', 'write', 'update', ref)
}

export function deletion(ref: string): Operation {
  return refCommand('git.delete', 'delete', 'delete', ref)
}

function refCommand(kind: string, access: 'write' | 'delete', action: string, ref: string): Operation {
  return {
    kind,
    access,
    resource: `acme/shop#${ref}`,
    detail: {
      repository: 'acme/shop',
      ref,
      action,
      old: '1111111111111111111111111111111111111111',
      new: '2222222222222222222222222222222222222222',
      atomic: false,
      push_options: [],
      certificate: null,
    },
  }
}

export function call(method: string, access: 'read' | 'write' | 'delete', path: string): Operation {
  return {
    kind: `http.${method}`,
    access,
    resource: path,
    detail: { method, path, query: { page: ['2'] }, content_type: null },
  }
}
