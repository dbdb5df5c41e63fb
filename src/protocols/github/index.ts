import { createForge } from '../forge/adapter.ts'
import { repositoryName } from '../forge/names.ts'
import { apiPaths, ownedRepository } from '../forge/paths.ts'
import { mutations } from './mutations.ts'
import { routes } from './routes.ts'

/**
 * GitHub's REST and GraphQL APIs. The upstream is `https://api.github.com`, or `https://<host>` of a GitHub Enterprise
 * Server, whose REST API alone is at `https://<host>/api/v3`. Clients may ask as they would either of them.
 */
export const github = createForge({
  protocol: 'github',
  routes,
  mutations,
  secretFields: new Set(),
  folded: false,
  ...apiPaths({
    forge: 'GitHub',
    rest: '/api/v3',
    graphql: '/api/graphql',
    alone: ({ hostname }) => hostname.startsWith('api.') || hostname.startsWith('uploads.'),
  }),
  repository(path) {
    const repository = ownedRepository(path)
    return repository === undefined ? null : repositoryName(repository)
  },
  credential: (credential) => credential,
  // gh prints each of these below the message, and a GraphQL client nothing else.
  refusal: ({ code, message }) => ({ errors: [{ message: `${code}: ${message}`, type: code }] }),
})
