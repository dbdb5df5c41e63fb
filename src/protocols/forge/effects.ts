import { unintelligible } from '../../core/errors.ts'
import { isNonEmpty, type Json, type NonEmpty } from '../../core/json.ts'
import type { Access, Operation } from '../../core/operation.ts'
import { refOperation } from '../git/operation.ts'
import { branchRef, filePath, fullRef, objectName, repositoryName, tagRef, UNNAMED } from './names.ts'

/** Which of a call's parameters names the ref. `unnamed` says in words what the ref is that none of them names. */
export type RefSource =
  | { readonly branch: string; readonly otherwise?: string; readonly qualified?: true }
  | { readonly tag: string; readonly otherwise?: string }
  | { readonly ref: string }
  | { readonly belowRefs: string }
  | { readonly unnamed: string }

/** One thing that a call does, and which of its parameters say to what. */
export type Effect =
  | {
      readonly does: 'push'
      readonly ref: RefSource
      readonly action: 'create' | 'update'
      readonly new?: string
      readonly force?: string
      readonly path?: readonly string[]
      /** The repository's path, where it isn't in the URL's. */
      readonly repository?: string
    }
  | { readonly does: 'remove'; readonly ref: RefSource; readonly repository?: string }
  | { readonly does: 'fetch' }
  | { readonly does: Access; readonly to: string; readonly why?: string }

/** What a call does depends on its parameters in ways that names alone don't say. */
export type Effects = Effect | ((call: Call) => readonly Effect[])

/** One call of an API, REST or GraphQL. */
export interface Call {
  readonly protocol: string
  /** Method and path, or mutation, as the API's documentation has it. */
  readonly door: string
  /** Where it is sent: the path. */
  readonly resource: string
  /** {@link UNNAMED} where the call names none that is known, null where it is about none. */
  readonly repository: string | null
  /** A parameter's value; of a dotted name, a member's. */
  get(name: string): Json | undefined
}

/** The operations that a call's effects are. Throws ERR_UNINTELLIGIBLE. */
export function operationsOf(call: Call, effects: readonly Effects[]): NonEmpty<Operation> {
  const operations = effects
    .flatMap((effect) => (typeof effect === 'function' ? effect(call) : [effect]))
    .map((effect) => operationOf(call, effect))
  if (!isNonEmpty(operations)) throw new Error(`${call.door} has no effect`)
  return operations
}

function operationOf(call: Call, effect: Effect): Operation {
  const via = `${call.protocol}.${call.door}`
  const repository = repositoryOf(call, effect)
  switch (effect.does) {
    case 'push':
    case 'remove': {
      const named = refOf(call, effect.ref)
      const action = effect.does === 'remove' ? 'delete' : effect.action
      const known = effect.does === 'push' ? pushed(call, effect) : {}
      return refOperation(repository ?? UNNAMED, named.ref, action, {
        via,
        ...(named.means === undefined ? {} : { means: named.means }),
        ...known,
      })
    }
    case 'fetch':
      return {
        kind: 'git.fetch',
        access: 'read',
        resource: repository ?? UNNAMED,
        detail: { repository: repository ?? UNNAMED, via, path: call.resource },
      }
    default: {
      const why = effect.why === undefined ? {} : { why: effect.why }
      const detail = { repository, via, path: call.resource, ...why }
      return { kind: `${call.protocol}.${effect.to}`, access: effect.does, resource: call.resource, detail }
    }
  }
}

function repositoryOf(call: Call, effect: Effect): string | null {
  const name = 'repository' in effect ? textOf(call, effect.repository) : undefined
  return name === undefined ? call.repository : repositoryName(name)
}

function refOf(call: Call, source: RefSource): { ref: string; means?: string } {
  if ('unnamed' in source) return { ref: UNNAMED, means: filled(call, source.unnamed) }
  if ('ref' in source) return { ref: fullRef(required(call, source.ref)) }
  if ('belowRefs' in source) return { ref: fullRef(required(call, source.belowRefs), 'refs/') }
  const tag = 'tag' in source
  const name = tag ? source.tag : source.branch
  const given = source.otherwise === undefined ? required(call, name) : textOf(call, name)
  if (given === undefined) return { ref: UNNAMED, means: filled(call, source.otherwise!) }
  return { ref: tag ? tagRef(given) : branchRef(given, source.qualified) }
}

function pushed(call: Call, effect: Effect & { readonly does: 'push' }): { readonly [name: string]: Json } {
  const object = textOf(call, effect.new)
  const force = effect.force === undefined ? undefined : call.get(effect.force)
  const paths = (effect.path ?? []).flatMap((name) => pathsOf(call, name))
  return {
    ...(object === undefined ? {} : { new: objectName(object) }),
    // Whatever isn't plainly no: some APIs take "true", "yes" and 1 for true.
    ...(force === undefined || force === null || force === false ? {} : { forced: true }),
    ...(effect.path === undefined ? {} : { paths: [...new Set(paths)] }),
  }
}

/** A file's path, or those of `list[].member`; the brackets may be left out around one (GraphQL, "Input Coercion"). */
function pathsOf(call: Call, name: string): readonly string[] {
  const [list, member] = name.split('[].') as [string, string?]
  const value = call.get(list)
  if (value === undefined || value === null) return []
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value as Json]
  return values.flatMap((value) => {
    const path = member === undefined ? value : (value as { readonly [name: string]: Json } | null)?.[member]
    if (path === undefined || path === null) return []
    if (typeof path !== 'string') throw unintelligible('The request names a file by something that is no text.')
    return [filePath(path)]
  })
}

function textOf(call: Call, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : call.get(name)
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw unintelligible(`The request's "${name}" is no text.`)
  return value
}

function required(call: Call, name: string): string {
  const text = textOf(call, name)
  if (text === undefined) throw unintelligible(`The request has no "${name}", which ${call.door} takes.`)
  return text
}

/** Words about a ref, with the parameters' values in them. */
function filled(call: Call, words: string): string {
  return words.replace(/\{([a-z_.]+)\}/gi, (_, name: string) => String(call.get(name) ?? UNNAMED).slice(0, 100))
}
