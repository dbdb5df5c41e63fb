import { unintelligible } from '../../core/errors.ts'
import type { Request } from '../../core/request.ts'

/** Where a forge's API is: within its host, and so as its clients ask for it. */
export interface ApiPlace {
  readonly forge: string
  /** `/api/v4`: before every path of the REST API. */
  readonly rest: string
  /** `/api/graphql`; null where there is none. */
  readonly graphql: string | null
  /** Whether the upstream has both, without {@link ApiPlace.rest}. */
  alone(upstream: URL): boolean
}

/** `apiPath` and `target` of a forge: a client may ask with or without what is before every path, and so may the upstream be named. */
export function apiPaths({ forge, rest, graphql, alone }: ApiPlace) {
  const apiPath = ({ path }: Request): string => {
    if (graphql !== null && (path === graphql || path === `${rest}/graphql`)) return '/graphql'
    if (path === rest) return '/'
    return path.startsWith(`${rest}/`) ? path.slice(rest.length) : path
  }
  const target = (request: Request): string => {
    const { upstream } = request.connection
    const path = apiPath(request)
    if (alone(upstream)) return path
    const restAlone = upstream.pathname.replace(/\/$/, '').endsWith(rest)
    if (graphql === null || path !== '/graphql') return restAlone ? path : rest + path
    if (!restAlone) return graphql
    throw unintelligible(
      `This connection's upstream has ${forge}'s REST API alone.`,
      `In sallyport.yaml, name the upstream without ${rest}.`,
    )
  }
  return { apiPath, target }
}

/** The repository of a path below `/repos/{owner}/{repo}`; undefined elsewhere. */
export function ownedRepository(path: string): string | undefined {
  const [, owner, name] = /^\/repos\/([^/]+)\/([^/]+)(?:\/|$)/.exec(path) ?? []
  return owner === undefined ? undefined : `${owner}/${name}`
}
