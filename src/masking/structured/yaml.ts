import { isAlias, isCollection, isMap, isScalar, type Node, parseAllDocuments } from 'yaml'
import { leaf } from './leaf.ts'
import { LONGEST_WHOLE, type StreamRedactor, unmaskable } from './stream.ts'
import { type Field, fieldAt, type Place, step, type Targets } from './targets.ts'

interface Change {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Replaces fields of YAML documents (YAML 1.2), of a mebibyte together at most: a value's meaning may hang on any line
 * before it. Scalars become scalars of the same type; one that is taken out becomes null. All else passes byte for byte.
 * Throws ERR_UNMASKABLE for more, and for what isn't YAML.
 */
export function createYamlRedactor(targets: Targets): StreamRedactor {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    write(chunk) {
      bytes += chunk.length
      if (bytes > LONGEST_WHOLE) throw unmaskable('it is YAML of more than 1 MiB')
      chunks.push(chunk)
      return Buffer.alloc(0)
    },
    end: () => Buffer.from(masked(Buffer.concat(chunks).toString(), targets)),
  }
}

function masked(text: string, targets: Targets): string {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false })
  if (!Array.isArray(documents)) return text
  const changes: Change[] = []
  for (const document of documents) {
    if (document.errors.length > 0) throw unmaskable('it is not YAML')
    if (document.contents !== null) walk(document.contents as Node, [targets.root], targets.root.field)
  }

  function walk(node: Node | null, places: readonly Place[], field: Field | null): void {
    if (node === null) return
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : ''
        const below = step(places, name)
        const own = field ?? fieldAt(below) ?? targets.keys.get(name.toLowerCase()) ?? null
        walk(value as Node | null, below, own)
      }
    } else if (isCollection(node)) {
      node.items.forEach((item, index) => {
        const below = step(places, String(index))
        walk(item as Node | null, below, field ?? fieldAt(below))
      })
    } else if (field !== null && !(isScalar(node) && node.value === null)) changes.push(changeOf(node, field, text))
  }

  return changes
    .toSorted((one, other) => other.from - one.from)
    .reduce((all, { from, to, text }) => all.slice(0, from) + text + all.slice(to), text)
}

function changeOf(node: Node, field: Field, text: string): Change {
  const [from, to] = node.range!
  // A block scalar takes its last line break with it.
  const after = text.slice(from, to).endsWith('\n') ? '\n' : ''
  return { from, to, text: `${field.mode === 'remove' ? 'null' : standIn(node, field)}${after}` }
}

function standIn(node: Node, field: Field): string {
  const value = isScalar(node) ? node.value : isAlias(node) ? `*${node.source}` : ''
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return leaf(field, String(value))
  const replacing = field.begin()
  replacing.update(Buffer.from(String(value)))
  return JSON.stringify(replacing.end())
}
