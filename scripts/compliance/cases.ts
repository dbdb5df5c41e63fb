import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Value } from '../../src/policy/builtins/builtin.ts'
import { numericOf } from '../../src/policy/builtins/numeral.ts'

/** One of OPA's test cases. Source: OPA's v1/test/cases/cases.go. */
export interface Case {
  /** The folder that it is in: `regexmatch`. */
  readonly family: string
  readonly note: string
  readonly query: string
  readonly modules: readonly string[]
  readonly data: Value
  /** Undefined where there is none. */
  readonly input: Value | undefined
  /** Rego for the input, instead of JSON. */
  readonly inputTerm: string | undefined
  /** One object of variables for each result; undefined where any will do. */
  readonly wantResult: readonly { readonly [variable: string]: Value }[] | undefined
  readonly wantDefined: boolean | undefined
  readonly wantError: boolean
  /** The values of the variables are sets, though they are written as arrays. */
  readonly sorted: boolean
  readonly experimental: boolean
  readonly environment: boolean
}

/** All cases below a folder, whose name's start may be among `only`. */
export function readCases(folder: string, only: readonly string[]): Case[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => casesOf(file, relative(folder, file).split(sep)[0] ?? ''))
    .filter(({ family }) => only.length === 0 || only.some((name) => family.startsWith(name)))
}

function casesOf(file: string, family: string): Case[] {
  const document = exact(parseDocument(readFileSync(file, 'utf8'), { uniqueKeys: false }).contents) as {
    cases?: { [key: string]: Value }[]
  } | null
  return (document?.cases ?? []).map((each) => ({
    family,
    note: String(each.note),
    query: String(each.query),
    modules: (each.modules as string[] | undefined) ?? [],
    data: each.data ?? {},
    input: each.input,
    inputTerm: each.input_term as string | undefined,
    wantResult: each.want_result as Case['wantResult'],
    wantDefined: each.want_defined as boolean | undefined,
    wantError: each.want_error !== undefined || each.want_error_code !== undefined,
    sorted: each.sort_bindings === true,
    experimental: each.experimental_keywords === true,
    environment: each.env !== undefined,
  }))
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** A YAML node's value, with numbers as they are written. */
function exact(node: unknown): Value {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [String(exact(key)), exact(value)]))
  }
  if (isSeq(node)) return node.items.map(exact)
  if (!isScalar(node)) return null
  const { value, source } = node
  return typeof value === 'number' && source !== undefined && NUMBER.test(source)
    ? numericOf(source)
    : ((value ?? null) as Value)
}
