import type { Family, Value } from '../builtin.ts'
import { ofStrings } from '../operands.ts'
import { isObject } from '../value.ts'
import { isJson, readJson } from './read.ts'
import { type Indent, writeJson } from './write.ts'

/** Undefined for other options than prefix, indent and pretty, or of other kinds. */
function indentOf(options: ReadonlyMap<Value, Value>): Indent | null | undefined {
  for (const [name, value] of options) {
    const kind = name === 'pretty' ? 'boolean' : name === 'prefix' || name === 'indent' ? 'string' : undefined
    if (kind === undefined || typeof value !== kind) return undefined
  }
  const [prefix, step] = [options.get('prefix'), options.get('indent')]
  const pretty = options.get('pretty') ?? (prefix !== undefined || step !== undefined)
  return pretty === true ? { prefix: (prefix ?? '') as string, step: (step ?? '\t') as string } : null
}

/**
 * OPA's builtins of JSON texts. The module has `json.is_valid` and `json.unmarshal` of its own, which take texts that Go
 * doesn't: `[1 2]`. Source: v1/topdown/encoding.go.
 */
export const jsonFamily: Family = {
  'json.is_valid': { notation: 'json', call: (_, text) => typeof text === 'string' && isJson(text) },
  'json.unmarshal': { ...ofStrings((_, text) => readJson(text!)), notation: 'rego' },
  'json.marshal_with_options': {
    notation: 'rego',
    call(spend, value, options) {
      const indent = isObject(options) ? indentOf(options) : undefined
      if (indent === undefined) return undefined
      return (indent?.prefix ?? '') + writeJson(spend, value!, indent)
    },
  },
}
