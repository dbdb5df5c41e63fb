import { textOf } from '../claims.ts'
import type { Preset } from './preset.ts'

/**
 * Kubernetes service accounts (Kubernetes Docs, "Managing Service Accounts", on bound tokens; "Configure Service Accounts
 * for Pods", on issuer discovery). Each cluster has an issuer of its own. A token says in which namespace and pod it
 * was made, and nothing of what that pod runs: events and forks are unknown.
 */
export const kubernetes: Preset = {
  name: 'kubernetes',
  issuer: null,
  algorithms: ['RS256'],
  run: ['/kubernetes.io/pod/uid'],
  required: {
    '/kubernetes.io/namespace': 'text',
    '/kubernetes.io/serviceaccount/name': 'text',
    '/kubernetes.io/serviceaccount/uid': 'text',
  },
  optional: { '/kubernetes.io/pod/name': 'text', '/kubernetes.io/pod/uid': 'text' },
  owners: [],
  ownsSubject: () => false,
  sharedAt: () => false,
  trust: (claims) => ({ event: '', repository: '', ref: '', actor: textOf(claims, 'sub'), fork: 'unknown' }),
}
