import type { Credential } from '../../core/connection.ts'
import { createForge } from '../forge/adapter.ts'
import { repositoryName } from '../forge/names.ts'
import { apiPaths, ownedRepository } from '../forge/paths.ts'
import { routes } from './routes.ts'

/** The API of Gitea and Forgejo. The upstream is `https://<host>`, or `https://<host>/api/v1`. */
export const gitea = createForge({
  protocol: 'gitea',
  routes,
  mutations: new Map(),
  secretFields: new Set(),
  // It reads bodies by Go's decoder.
  folded: true,
  ...apiPaths({ forge: 'Gitea', rest: '/api/v1', graphql: null, alone: () => false }),
  repository(path) {
    const repository = ownedRepository(path)
    return repository === undefined ? null : repositoryName(repository)
  },
  credential,
  refusal: () => ({}),
})

/** Gitea's own scheme for its tokens ("API Usage"); all versions of it and of Forgejo know it. */
function credential(credential: Credential): Credential {
  if (credential.kind !== 'bearer') return credential
  return { kind: 'header', name: 'authorization', value: `token ${credential.token}` }
}
