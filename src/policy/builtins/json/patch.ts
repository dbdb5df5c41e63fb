import type { Family, Spend, Value } from '../builtin.ts'
import { entriesOf, isArray, isObject, keyOf } from '../value.ts'
import { segmentsOf } from './pointer.ts'
import { Editor } from './tree.ts'

/**
 * A document with JSON Patch operations (RFC 6902) made in order; undefined as soon as one fails. Paths may be arrays, too.
 * Source: OPA's v1/topdown/json.go.
 */
function patch(spend: Spend, document: Value, operations: readonly Value[]): Value | undefined {
  const editor = new Editor(spend, document)
  return operations.every((operation) => isObject(operation) && apply(spend, editor, operation))
    ? editor.value
    : undefined
}

function apply(spend: Spend, editor: Editor, operation: ReadonlyMap<Value, Value>): boolean {
  const path = pathOf(operation, 'path')
  const value = operation.get('value')
  if (path === undefined) return false
  switch (operation.get('op')) {
    case 'add':
      return value !== undefined && editor.insert(path, value)
    case 'remove':
      return editor.delete(path)
    case 'replace':
      if (path.length === 0) return value !== undefined && editor.insert(path, value)
      return editor.delete(path) && value !== undefined && editor.insert(path, value)
    case 'move':
      return transfer(spend, editor, pathOf(operation, 'from'), path, true)
    case 'copy':
      return transfer(spend, editor, pathOf(operation, 'from'), path, false)
    case 'test': {
      const found = editor.at(path)
      return found !== undefined && value !== undefined && keyOf(found!) === keyOf(value)
    }
    default:
      return false
  }
}

function transfer(
  spend: Spend,
  editor: Editor,
  from: readonly Value[] | undefined,
  to: readonly Value[],
  move: boolean,
): boolean {
  const value = from === undefined ? undefined : editor.at(from)
  if (from === undefined || value === undefined) return false
  // Copies of copies double: each is charged for all that it holds.
  chargeForAll(spend, value!)
  return (!move || editor.delete(from)) && editor.insert(to, value!)
}

function chargeForAll(spend: Spend, value: Value): void {
  spend(8)
  if (isArray(value)) for (const element of value) chargeForAll(spend, element)
  else if (value instanceof Map || value instanceof Set) {
    for (const [key, member] of value instanceof Map ? entriesOf(value) : value.entries()) {
      chargeForAll(spend, key)
      chargeForAll(spend, member)
    }
  }
}

function pathOf(operation: ReadonlyMap<Value, Value>, name: string): readonly Value[] | undefined {
  const path = operation.get(name)
  return path === undefined ? undefined : segmentsOf(path)
}

/** OPA's builtin of JSON Patch. */
export const patchFamily: Family = {
  'json.patch': {
    notation: 'rego',
    call: (spend, document, operations) => (isArray(operations) ? patch(spend, document!, operations) : undefined),
  },
}
