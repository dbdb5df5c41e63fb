import type { Effect, Effects, RefSource } from './effects.ts'
import type { Route } from './route.ts'

/** Reads what is in a repository. */
export const FETCH: Effect = { does: 'fetch' }

export const read = (to: string): Effect => ({ does: 'read', to })
export const write = (to: string): Effect => ({ does: 'write', to })
export const remove = (to: string): Effect => ({ does: 'delete', to })
export const run = (to: string): Effect => ({ does: 'execute', to })
export const grant = (to: string): Effect => ({ does: 'grant', to })

/** Moves a ref that the call doesn't name, and that `means` describes. */
export function moves(means: string, action: 'create' | 'update' = 'update'): Effect {
  return { does: 'push', ref: { unnamed: means }, action }
}

export const deletes = (ref: RefSource): Effect => ({ does: 'remove', ref })

/** The same for whatever changes something at a path, and, where it says so, at each path below. */
export function changes(path: string, effect: Effects, below: 'alone' | 'below' | 'both' = 'both'): readonly Route[] {
  const paths = [...(below === 'below' ? [] : [path]), ...(below === 'alone' ? [] : [`${path}/{path...}`])]
  return paths.flatMap((path) => ['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Route => [method, path, effect]))
}

/** Mutations of one subject, by their names. */
export function named(
  to: string,
  does: 'write' | 'delete' | 'execute' | 'grant',
  names: string,
): readonly (readonly [string, readonly Effects[]])[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, [{ does, to }]] as const)
}
