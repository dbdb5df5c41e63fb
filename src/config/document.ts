import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type Finding, formatPath, type Path, type Problem } from './problem.ts'

/** A YAML file that was read: its value, and the places of everything in it. */
export interface ConfigDocument {
  /** Plain JSON; undefined where the text isn't YAML. */
  readonly value: unknown
  /** What YAML itself finds wrong. */
  readonly problems: readonly Problem[]
  /** Puts a finding where its field is; one about a field that isn't there, where its parent is. */
  locate(finding: Finding): Problem
}

/** What spoils one field and leaves the rest readable, so that the rest is checked too. */
const LOCAL: ReadonlySet<string> = new Set(['DUPLICATE_KEY'])

/** Reads YAML 1.2 and remembers where everything stood. */
export function readDocument(file: string, text: string): ConfigDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const at = (offset: number, path: Path, message: string): Problem => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path), message }
  }
  const problems = [...document.errors, ...document.warnings].map((error) =>
    at(error.pos[0], [], sentence(error.message)),
  )
  const locate = (finding: Finding) => at(offsetOf(document, finding.path), finding.path, finding.message)
  if (document.errors.some((error) => !LOCAL.has(error.code))) return { value: undefined, problems, locate }
  try {
    return { value: document.toJS() as unknown, problems, locate }
  } catch (thrown) {
    // An alias without its anchor, or one that unfolds without end.
    const message = sentence(thrown instanceof Error ? thrown.message : String(thrown))
    return { value: undefined, problems: [...problems, at(0, [], message)], locate }
  }
}

/** Where the deepest part of the path that exists begins: a map's key, a list's item. */
function offsetOf(document: Document, path: Path): number {
  let node = resolved(document, document.contents)
  let offset = node?.range?.[0] ?? 0
  for (const part of path) {
    // Of a field that stands twice, the last is what counts.
    const pair = isMap(node) ? node.items.findLast(({ key }) => isScalar(key) && key.value === part) : undefined
    const child = pair?.value ?? (isSeq(node) ? node.items[part as number] : null)
    const place = isNode(pair?.key) ? pair.key : isNode(child) ? child : null
    if (place === null) break
    offset = place.range?.[0] ?? offset
    node = resolved(document, isNode(child) ? child : null)
  }
  return offset
}

function resolved(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node
}

function sentence(message: string): string {
  return `is not valid YAML: ${message.split('\n')[0]}`
}
