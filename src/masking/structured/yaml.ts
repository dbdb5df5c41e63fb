import { isAlias, isCollection, isMap, isScalar, type Node, parseAllDocuments } from 'yaml'
import { leaf } from './leaf.ts'
import { asWhole, type StreamRedactor, unmaskable } from './stream.ts'
import { type Field, fieldAt, type Place, step, type Targets, told } from './targets.ts'

/** Nodes that aliases lead to: a few lines may stand for millions. */
const MOST_FOLLOWED = 100_000

interface Change {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Replaces fields of YAML documents (YAML 1.2), of a mebibyte together at most: a value's meaning may hang on any line
 * before it. Scalars become scalars of the same type; one that is taken out becomes null. An alias stays, and what it
 * stands for is replaced where that is. All else passes byte for byte. Throws ERR_UNMASKABLE for more, for what isn't YAML
 * in UTF-8, and where aliases lead to more than a reader could want.
 */
export function createYamlRedactor(targets: Targets): StreamRedactor {
  return asWhole((bytes) => Buffer.from(masked(bytes, targets)))
}

function masked(bytes: Buffer, targets: Targets): string {
  const text = decoded(bytes)
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false })
  if (!Array.isArray(documents)) return text
  /** By where they begin: what aliases lead to may be met several times. */
  const changes = new Map<number, Change>()
  const open = new Set<Node>()
  let followed = 0
  for (const document of documents) {
    if (document.errors.length > 0) throw unmaskable('it is not YAML')
    const anchors = new Map<string, Node>()
    if (document.contents !== null) walk(document.contents as Node, [targets.root], targets.root.field, anchors, false)
  }

  /** @param following whether this node was met where it stands already, and an alias has led here */
  function walk(
    node: Node | null,
    places: readonly Place[],
    field: Field | null,
    anchors: Map<string, Node>,
    following: boolean,
  ): void {
    if (node === null) return
    if (following && ++followed > MOST_FOLLOWED) throw unmaskable('its aliases lead to too much')
    if (isAlias(node)) {
      const stands = anchors.get(node.source)
      if (stands === undefined || open.has(stands)) throw unmaskable('an alias in it stands for nothing, or for itself')
      if (field === null && places.length === 0) return
      open.add(stands)
      walk(stands, places, field, anchors, true)
      open.delete(stands)
      return
    }
    if (!following && node.anchor !== undefined) anchors.set(node.anchor, node)
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = nameOf(key as Node | null, anchors, following)
        const below = step(places, name)
        const own = field ?? fieldAt(below) ?? targets.keys.get(name.toLowerCase()) ?? null
        const merged = name !== '<<' ? [] : isCollection(value) && !isMap(value) ? value.items : [value]
        walk(value as Node | null, below, own, anchors, following)
        for (const one of merged) walk(one as Node | null, places, own, anchors, true)
      }
    } else if (isCollection(node)) {
      node.items.forEach((item, index) => {
        const below = step(places, String(index))
        walk(item as Node | null, below, field ?? fieldAt(below), anchors, following)
      })
    } else if (field !== null && !(isScalar(node) && node.value === null)) {
      const change = changeOf(node, field, text)
      if (!changes.has(change.from)) changes.set(change.from, change)
    }
  }

  return [...changes.values()]
    .toSorted((one, other) => other.from - one.from)
    .reduce((all, { from, to, text }) => all.slice(0, from) + text + all.slice(to), text)
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw unmaskable('it is not UTF-8')
  }
}

/** A member's name; none where it isn't a scalar. */
function nameOf(key: Node | null, anchors: Map<string, Node>, following: boolean): string {
  const stands = isAlias(key) ? anchors.get(key.source) : key
  if (!isScalar(stands)) return ''
  if (!following && stands.anchor !== undefined) anchors.set(stands.anchor, stands)
  return String(stands.value)
}

function changeOf(node: Node, field: Field, text: string): Change {
  const [from, to] = node.range!
  // A block scalar takes its last line break with it.
  const after = text.slice(from, to).endsWith('\n') ? '\n' : ''
  const stands = standIn(node, field)
  return { from, to, text: `${field.mode === 'remove' ? 'null' : stands}${after}` }
}

function standIn(node: Node, field: Field): string {
  const value = isScalar(node) ? node.value : ''
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return leaf(field, String(value))
  return JSON.stringify(told(field, Buffer.from(String(value))))
}
