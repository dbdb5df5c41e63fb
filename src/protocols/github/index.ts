import { unintelligible } from '../../core/errors.ts'
import type { Request } from '../../core/request.ts'
import { createForge } from '../forge/adapter.ts'
import { repositoryName } from '../forge/names.ts'
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
  folded: false,
  apiPath,
  target,
  repository(path) {
    const [, owner, name] = /^\/repos\/([^/]+)\/([^/]+)(?:\/|$)/.exec(path) ?? []
    return owner === undefined ? null : repositoryName(`${owner}/${name}`)
  },
  credential: (credential) => credential,
  // gh prints each of these below the message, and a GraphQL client nothing else.
  refusal: ({ code, message }) => ({ errors: [{ message: `${code}: ${message}`, type: code }] }),
})

/** As gh and octokit ask a server that isn't github.com: REST below `/api/v3`, and GraphQL beside it. */
function apiPath({ path }: Request): string {
  if (path === '/api/graphql' || path === '/api/v3/graphql') return '/graphql'
  return path.replace(/^\/api\/v3(?=\/|$)/, '') || '/'
}

function target(request: Request): string {
  const { upstream } = request.connection
  const path = apiPath(request)
  if (upstream.hostname.startsWith('api.') || upstream.hostname.startsWith('uploads.')) return path
  const below = upstream.pathname.replace(/\/$/, '')
  if (below === '') return path === '/graphql' ? '/api/graphql' : `/api/v3${path}`
  if (path === '/graphql' && below.endsWith('/v3')) {
    throw unintelligible(
      "This connection's upstream has GitHub's REST API alone.",
      'In sallyport.yaml, make the upstream https://<host>, without /api/v3.',
    )
  }
  return path
}
