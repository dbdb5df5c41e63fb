import { unintelligible } from '../../core/errors.ts'
import type { Effects } from './effects.ts'

/**
 * A line of an API's documentation: its method, its path, and what a call of it does. In a path, `{name}` stands for one
 * segment, `{name...}` for all that are left, and `{number}` for digits.
 */
export type Route = readonly [method: string, path: string, ...effects: readonly [Effects, ...Effects[]]]

/** A route that a request was found to mean. */
export interface Routed {
  readonly method: string
  readonly path: string
  readonly effects: readonly Effects[]
  /** The path's parameters, decoded once. */
  readonly parameters: ReadonlyMap<string, string>
}

type Find = (method: string, path: string) => Routed | undefined

/** Looks requests up among routes; of several that fit, the first one counts. */
export function createRouter(routes: readonly Route[]): Find {
  const compiled = routes.map(([method, path, ...effects]) => ({
    method,
    path,
    effects,
    segments: path.split('/').slice(1),
  }))
  const byLength = new Map<string, typeof compiled>()
  const rest = compiled.filter(({ segments }) => segments.at(-1)!.endsWith('...}'))
  for (const route of compiled) {
    if (rest.includes(route)) continue
    const key = `${route.method} ${route.segments.length}`
    byLength.set(key, [...(byLength.get(key) ?? []), route])
  }
  return (method, path) => {
    const asked = path.split('/').slice(1)
    // What only asks for an answer's head does what the whole would.
    const verb = method === 'HEAD' ? 'GET' : method
    for (const route of byLength.get(`${verb} ${asked.length}`) ?? []) {
      const parameters = fit(route.segments, asked)
      if (parameters !== undefined) return { ...route, parameters }
    }
    for (const route of rest) {
      if (route.method !== verb || asked.length < route.segments.length) continue
      const last = route.segments.length - 1
      const parameters = fit(route.segments, [...asked.slice(0, last), asked.slice(last).join('/')])
      if (parameters !== undefined) return { ...route, parameters }
    }
    return undefined
  }
}

function fit(segments: readonly string[], asked: readonly string[]): Map<string, string> | undefined {
  const parameters = new Map<string, string>()
  for (const [index, segment] of segments.entries()) {
    const given = asked[index]!
    const name = /^\{([a-z_]+)(?:\.\.\.)?\}$/.exec(segment)?.[1]
    if (name === undefined) {
      if (segment !== given) return undefined
    } else if (given === '' || (name === 'number' && !/^[0-9]+$/.test(given))) {
      return undefined
    } else {
      parameters.set(name, decoded(given))
    }
  }
  return parameters
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw unintelligible('The path is not percent-encoded UTF-8.')
  }
}
