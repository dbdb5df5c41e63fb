import type { MaskMode } from '../../core/decision.ts'
import type { Replacement } from '../mode.ts'

/** Whether a number by itself is to be hidden, from its digits; null where none is. */
export type IsSecret = ((digits: string) => boolean) | null

/** How one field's value is replaced. */
export interface Field {
  readonly mode: MaskMode
  /** For one value. */
  begin(): Replacement
}

/** What stands in for a value that is known as a whole. Also one that is taken out is told: it may show up again. */
export function told(field: Field, value: Buffer): string {
  const replacing = field.begin()
  replacing.update(value)
  return replacing.end()
}

/** What is masked at one place of a document, and below it, by name or index. */
export interface Place {
  readonly field: Field | null
  readonly members: ReadonlyMap<string, Place>
  /** What is masked below it whatever the name. */
  readonly any: Place | null
}

/** Which fields of a document are masked. */
export interface Targets {
  readonly root: Place
  /** By name in lower case, wherever a member has it. */
  readonly keys: ReadonlyMap<string, Field>
  /** False where a member's name, as it is written, is surely none of a target. */
  mayName(bytes: Buffer, start: number, end: number): boolean
  /** Whether any of them is taken out, so that a member can't pass before its name is known. */
  readonly removes: boolean
}

/** A JSON pointer (RFC 6901), where `*` alone stands for any member or index; or the name of a member anywhere. */
export type Target = { readonly field: Field } & ({ readonly pointer: string } | { readonly key: string })

const BACKSLASH = 0x5c

interface Growing {
  field: Field | null
  readonly members: Map<string, Growing>
  any: Growing | null
}

const grow = (): Growing => ({ field: null, members: new Map(), any: null })

/** Of two targets of one place, the first counts. */
export function targetsOf(targets: readonly Target[]): Targets {
  const root = grow()
  const names = targets.flatMap((target) => ('key' in target ? [target.key] : segmentsOf(target.pointer)))
  const keys = new Map<string, Field>()
  for (const target of targets) {
    if ('key' in target) {
      const name = target.key.toLowerCase()
      if (!keys.has(name)) keys.set(name, target.field)
      continue
    }
    let place = root
    for (const name of segmentsOf(target.pointer)) place = below(place, name)
    place.field ??= target.field
  }
  const lengths = new Set(names.map((name) => Buffer.byteLength(name)))
  return {
    root,
    keys,
    mayName(bytes, start, end) {
      if (lengths.has(end - start)) return true
      for (let at = start; at < end; at++) if (bytes[at]! > 0x7f || bytes[at] === BACKSLASH) return true
      return false
    },
    removes: targets.some(({ field }) => field.mode === 'remove'),
  }
}

/** What is masked below places, by a member's name. */
export function step(places: readonly Place[], name: string): readonly Place[] {
  if (places.length === 0) return places
  const next: Place[] = []
  for (const { members, any } of places) {
    const member = members.get(name)
    if (member !== undefined) next.push(member)
    if (any !== null) next.push(any)
  }
  return next
}

/** How the value of this name is masked where names are all that there is; undefined where it isn't. */
export function fieldNamed({ root, keys }: Targets, name: string): Field | undefined {
  return root.field ?? fieldAt(step([root], name)) ?? keys.get(name.toLowerCase())
}

/** How the value at these places is masked; null where it isn't. */
export function fieldAt(places: readonly Place[]): Field | null {
  for (const { field } of places) if (field !== null) return field
  return null
}

function below(place: Growing, name: string): Growing {
  if (name === '*') {
    place.any ??= grow()
    return place.any
  }
  const known = place.members.get(name)
  if (known !== undefined) return known
  const made = grow()
  place.members.set(name, made)
  return made
}

/** RFC 6901, section 3: the empty pointer is the whole document. */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}
