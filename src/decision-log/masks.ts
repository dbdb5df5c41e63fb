import type { DecisionEvent } from '../core/decision-log.ts'
import type { Json } from '../core/json.ts'

/** One thing that is to be taken out of an event, or replaced in it. */
interface MaskRule {
  readonly op: 'remove' | 'upsert'
  /** From `input` or `result` on, each part escaped as OPA escapes it. */
  readonly path: readonly string[]
  readonly value: Json
}

type Parts = { -readonly [Part in 'input' | 'result']?: Json }
type Container = { [key: string]: Json } | Json[]

/**
 * An event after what `data.system.log.mask` answered about it: a list of paths that are taken out, and of objects
 * `{op: "remove" | "upsert", path, value}`. A path that leads nowhere changes nothing, as in OPA. Throws an Error for
 * any other answer. Source: OPA, `plugins/logs/mask.go`.
 */
export function applyMasks(event: DecisionEvent, answer: unknown): DecisionEvent {
  if (!Array.isArray(answer)) throw new Error('data.system.log.mask is no set of masks.')
  const rules = answer.map(readRule)
  if (rules.length === 0) return event
  const { input, result, ...rest } = event
  // Whoever asked for the decision goes on using what is changed here.
  const parts = structuredClone({
    ...(input !== undefined && { input }),
    ...(result !== undefined && { result }),
  }) as Parts
  const [erased, masked]: string[][] = [[], []]
  for (const rule of rules) {
    if (!apply(parts, rule)) continue
    const changed = rule.op === 'remove' ? erased! : masked!
    changed.push(`/${rule.path.join('/')}`)
  }
  return {
    ...rest,
    ...parts,
    ...(erased!.length > 0 && { erased }),
    ...(masked!.length > 0 && { masked }),
  }
}

function readRule(rule: unknown): MaskRule {
  if (typeof rule === 'string') return { op: 'remove', path: readPath(rule), value: null }
  const { op, path, value = null } = (rule ?? {}) as { op?: unknown; path?: unknown; value?: Json }
  if ((op !== 'remove' && op !== 'upsert') || typeof path !== 'string') {
    throw new Error('A mask of data.system.log.mask is neither a path nor has an op and a path.')
  }
  return { op, path: readPath(path), value }
}

function readPath(path: string): string[] {
  const [before, ...parts] = path.split('/')
  // Nothing of ours is in the cache of non-deterministic builtins, so that a mask of it changes nothing.
  if (before !== '' || !/^(input|result|nd_builtin_cache)$/.test(parts[0] ?? '')) {
    throw new Error('A mask of data.system.log.mask begins neither with /input nor with /result.')
  }
  return parts.map((part) => {
    decodeURIComponent(part)
    return escapePart(part)
  })
}

/** As Go's `url.PathEscape` does: what OPA looks for, and lists. */
function escapePart(part: string): string {
  return encodeURIComponent(part)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(24|26|2B|3A|3D|40)/g, (escaped) => decodeURIComponent(escaped))
}

/** False where it changed nothing. */
function apply(parts: Parts, { op, path, value }: MaskRule): boolean {
  const [part, ...below] = path as ['input' | 'result', ...string[]]
  if (parts[part] === undefined) return false
  if (below.length === 0) {
    if (op === 'remove') delete parts[part]
    else parts[part] = value
    return true
  }
  const last = below.at(-1)!
  const holder = follow(parts[part], below.slice(0, -1), op === 'upsert')
  if (holder === null) return false
  const key = keyOf(holder, last)
  if (op === 'upsert') {
    // OPA replaces members of lists, and adds none.
    if (Array.isArray(holder) && key === undefined) return false
    set(holder, key ?? last, value)
    return true
  }
  if (key === undefined) return false
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return true
}

function follow(from: Json, path: readonly string[], making: boolean): Container | null {
  let at = from
  for (const part of path) {
    if (!isContainer(at)) return null
    const key = keyOf(at, part)
    if (key === undefined && (!making || Array.isArray(at))) return null
    if (key === undefined) set(at, part, {})
    at = (at as { [key: string]: Json })[key ?? part]!
  }
  return isContainer(at) ? at : null
}

/**
 * The key that a part means, of those that are there. OPA knows only the escaped form, and passes over keys that hold
 * what it escapes: here those are masked as well.
 */
function keyOf(holder: Container, part: string): string | undefined {
  if (Array.isArray(holder)) return /^\d+$/.test(part) && Number(part) < holder.length ? `${Number(part)}` : undefined
  const raw = decodeURIComponent(part)
  return [part, raw, decodeURIComponent(raw)].find((key) => Object.hasOwn(holder, key))
}

/** An own member, whatever its name: `__proto__` is one as well. */
function set(holder: Container, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

function isContainer(value: Json): value is Container {
  return typeof value === 'object' && value !== null
}
