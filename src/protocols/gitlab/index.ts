import { createForge } from '../forge/adapter.ts'
import { repositoryName, UNNAMED } from '../forge/names.ts'
import { apiPaths } from '../forge/paths.ts'
import { mutations } from './mutations.ts'
import { routes } from './routes.ts'

/**
 * GitLab's REST and GraphQL APIs. The upstream is `https://<host>`, whose REST API alone is at `https://<host>/api/v4`.
 * Personal, project and group tokens go as bearer tokens ("REST API authentication"), or in `PRIVATE-TOKEN` where the
 * connection's credential is that header.
 */
export const gitlab = createForge({
  protocol: 'gitlab',
  routes,
  mutations,
  secretFields: new Set(['ciVariables', 'inheritedCiVariables', 'manualVariables', 'variables']),
  folded: false,
  ...apiPaths({ forge: 'GitLab', rest: '/api/v4', graphql: '/api/graphql', alone: () => false }),
  repository,
  credential: (credential) => credential,
  refusal: () => ({}),
})

/** A project by its path, percent-encoded. By its number it could be any: only GitLab knows. */
function repository(path: string): string | null {
  const segment = /^\/projects\/([^/]+)/.exec(path)?.[1]
  if (segment === undefined) return null
  if (/^[0-9]+$/.test(segment)) return UNNAMED
  const name = segment.replaceAll('%2F', '/')
  return name.includes('/') ? repositoryName(name) : null
}
