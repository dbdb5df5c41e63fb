import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc, { type Arbitrary } from 'fast-check'
import type { Json } from '../../core/json.ts'
import { schemaOf } from '../input.ts'

/** As much of JSON Schema as `policies/schemas` say things in. */
interface Schema {
  readonly $ref?: string
  readonly definitions?: { readonly [name: string]: Schema }
  readonly type?: string | readonly string[]
  readonly enum?: readonly Json[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minItems?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly description?: string
  readonly minimum?: number
}

export const SCHEMAS = join(import.meta.dirname, '../../../policies/schemas')

/** What the policies and their tests speak of: texts, and members of objects. */
export interface Vocabulary {
  readonly words: readonly string[]
  readonly members: readonly (readonly [name: string, value: Json])[]
}

/** Which of the words could stand there, by the name of a property. */
const FITTING: { readonly [property: string]: RegExp } = {
  ref: /^refs\//,
  path: /^[/.]|\//,
  resource: /^\//,
  event: /^[a-z_]+$/,
  host: /\./,
}

/** Times matter around midnight, at weekends, and in the middle of the day. */
const TIMES = ['2025-06-01T23:59:59Z', '2025-06-02T00:00:00Z', '2025-06-02T12:00:00.5Z', '2025-12-24T18:00:00+02:00']

/** Those whose operations a schema describes. */
const PROTOCOLS = ['git', 'http', 'github', 'gitlab', 'gitea']

const SEED = 20_251_122

/**
 * Inputs as the gateway could make them, of each protocol that has a schema in turn, and always the same ones. Texts are
 * those that matter to the policies, far more often than not.
 */
export function generateInputs(count: number, vocabulary: Vocabulary): Json[] {
  const read = (name: string) => JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema`), 'utf8')) as Schema
  const input = read('input')
  const sample = (schema: Schema) =>
    fc.sample(createArbitrary(schema, vocabulary)(schema, ''), {
      numRuns: Math.ceil(count / PROTOCOLS.length),
      seed: SEED,
    })
  const inputs = PROTOCOLS.flatMap((protocol) => {
    const operations = sample(read(schemaOf(protocol)))
    return sample(input).map((document, index) => {
      const base = document as { connection: object }
      return { ...base, connection: { ...base.connection, protocol }, operations: operations[index]! }
    })
  })
  return inputs.slice(0, count) as unknown as Json[]
}

function createArbitrary(root: Schema, { words, members }: Vocabulary) {
  /** Of what a property of this name may be. */
  const of = (schema: Schema, property: string): Arbitrary<Json> => {
    if (schema.$ref !== undefined) return of(root.definitions![schema.$ref.replace('#/definitions/', '')]!, property)
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
    if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => of(one, property)))
    const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['string'])
    return fc.oneof(...types.map((type) => typed(type, schema, property)))
  }
  const typed = (type: string, schema: Schema, property: string): Arbitrary<Json> => {
    switch (type) {
      case 'object':
        return schema.properties === undefined ? open(schema) : closed(schema)
      case 'array':
        return list(of(schema.items ?? {}, property), schema.minItems ?? 0)
      case 'integer':
      case 'number':
        return fc.integer({ min: schema.minimum ?? 0, max: 300 })
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      default:
        return text(schema, property)
    }
  }
  const list = (member: Arbitrary<Json>, least: number): Arbitrary<Json> =>
    fc.oneof(
      { weight: 3, arbitrary: fc.array(member, { minLength: least, maxLength: Math.max(1, least) }) },
      { weight: 2, arbitrary: least === 0 ? fc.constant([]) : fc.array(member, { minLength: least, maxLength: 4 }) },
    )
  const open = ({ additionalProperties }: Schema): Arbitrary<Json> => {
    const schema = typeof additionalProperties === 'object' ? additionalProperties : {}
    const names = fc.constantFrom(...members.map(([name]) => name))
    if (schema.type === 'array') return fc.dictionary(names, of(schema, ''), { maxKeys: 3 })
    const fitting = members.filter(([, value]) => typeof value === (schema.type === undefined ? 'string' : 'number'))
    return fc.array(fc.constantFrom(...fitting), { maxLength: 4 }).map((chosen) => Object.fromEntries(chosen) as Json)
  }
  const closed = ({ properties = {}, required = [] }: Schema): Arbitrary<Json> => {
    const record = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, of(schema, name)]))
    const made = fc.record(record, { requiredKeys: [...required] as never[] }) as Arbitrary<{ [name: string]: Json }>
    const listOf = (name: string) => name.replace(/_count$/, 's')
    const counts = Object.keys(properties).filter((name) => name.endsWith('_count') && required.includes(listOf(name)))
    if (counts.length === 0) return made
    // Where a list is whole, as most are, its count says so.
    const whole = fc.array(fc.nat(3), { minLength: counts.length, maxLength: counts.length })
    return fc.tuple(made, whole).map(([object, chances]) => {
      const lengths = counts.map((name) => [name, (object[listOf(name)] as Json[]).length] as const)
      return { ...object, ...Object.fromEntries(lengths.filter((_, index) => chances[index] !== 0)) }
    })
  }
  const text = ({ pattern, minLength = 0, description = '' }: Schema, property: string): Arbitrary<string> => {
    if (description.startsWith('RFC 3339')) return fc.constantFrom(...TIMES)
    const shape = pattern === undefined ? FITTING[property] : new RegExp(pattern)
    const known = words.filter((word) => word.length >= minLength && (shape?.test(word) ?? true))
    const other =
      pattern === undefined
        ? fc.string({ minLength, maxLength: 12, unit: 'grapheme' })
        : fc.stringMatching(new RegExp(pattern), { maxLength: 64 })
    return known.length === 0
      ? other
      : fc.oneof({ weight: 15, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: other })
  }
  return of
}

/** The vocabulary of Rego and JSON texts. */
export function vocabularyOf(texts: readonly string[]): Vocabulary {
  const text = texts.join('\n')
  const words = [...text.matchAll(/"((?:[^"\\\n]){1,60})"/g)].map((match) => match[1]!)
  const members = [...text.matchAll(/"([\w/-]{1,40})": (?:"([^"\\\n]{1,60})"|(\d{1,6})\b)/g)].map(
    ([, name, value, number]) => [name!, number === undefined ? value! : Number(number)] as const,
  )
  return {
    words: [...new Set(['refs/heads/topic', 'push', 'http.GET', 'http.POST', '/', 'word', 'host.test', ...words])],
    members: [
      ...new Map([['word', 'word'] as const, ['number', 1] as const, ...members].map((it) => [it.join(), it])).values(),
    ],
  }
}
