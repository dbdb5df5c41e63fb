import { execFileSync } from 'node:child_process'
import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { decode, encode } from '../../../../src/policy/builtins/codec.ts'
import { isNumeric, textOf } from '../../../../src/policy/builtins/numeral.ts'
import { print } from '../../../../src/policy/builtins/print.ts'
import { compareText, entriesOf, isArray, isSet, sorted } from '../../../../src/policy/builtins/value.ts'
import { findOpa } from '../../../../src/policy/workshop/opa.ts'
import { folderOf } from '../../real-opa.ts'
import type { Cases } from './sample.ts'

/** What OPA answers to each list of operands, in one run; undefined where it doesn't. */
export async function askOpa(cases: Cases): Promise<{ readonly [builtin: string]: readonly (Value | undefined)[] }> {
  const names = Object.keys(cases)
  const rules = names.flatMap((name, index) => {
    const operands = Array.from({ length: cases[name]![0]!.length }, (_, place) => `operands[${place}]`)
    return [
      `answers${index}[number] := answer if {\n\tsome number, operands in data.cases["${name}"]\n\tanswer := ${name}(${operands.join(', ')})\n}`,
      // JSON has no sets: these operands are written into the policy, and their types hidden from the compiler.
      ...cases[name]!.flatMap((operands, number) =>
        operands.some(needsRego)
          ? [`answers${index}["${number}"] := ${name}(${operands.map((each) => `plain(${print(each)})`).join(', ')})`]
          : [],
      ),
    ]
  })
  const data = names.map((name): [string, Value] => [
    name,
    Object.fromEntries(
      cases[name]!.flatMap((operands, number) => (operands.some(needsRego) ? [] : [[String(number), operands]])),
    ),
  ])
  const folder = folderOf({
    'ask.rego': ['package ask', 'plain(value) := value', ...rules].join('\n\n'),
    'data.json': encode({ cases: Object.fromEntries(data) }, 'json'),
  })
  const printed = execFileSync(
    (await findOpa())!,
    ['eval', '--format', 'raw', '--data', 'ask.rego', '--data', 'data.json', 'data.ask'],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    },
  )
  const answers = decode(printed.trim(), 'json') as { readonly [rule: string]: { readonly [number: string]: Value } }
  return Object.fromEntries(
    names.map((name, index) => [name, cases[name]!.map((_, number) => answers[`answers${index}`]?.[String(number)])]),
  )
}

/** Sets, and keys that aren't strings. */
function needsRego(value: Value): boolean {
  if (isSet(value)) return true
  if (isArray(value)) return value.some(needsRego)
  return value instanceof Map && [...value].some(([key, member]) => typeof key !== 'string' || needsRego(member))
}

/** A value as OPA prints it: sets as arrays in order, keys as strings in order, numbers by their text. */
export function asPrinted(value: Value | undefined): unknown {
  if (value === undefined || value === null || typeof value !== 'object')
    return isNumeric(value) ? `number ${textOf(value)}` : value
  if (isNumeric(value)) return `number ${textOf(value)}`
  if (isArray(value) || isSet(value)) return (isSet(value) ? sorted(value) : [...value]).map(asPrinted)
  const entries = entriesOf(value).map(([key, member]): [string, unknown] => [
    typeof key === 'string' ? key : encode(key, 'json'),
    asPrinted(member),
  ])
  return Object.fromEntries(entries.sort(([one], [other]) => compareText(one, other)))
}
