import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { encodeInput } from '../../../src/policy/input.ts'
import { generateInputs, SCHEMAS, vocabularyOf } from '../../../src/policy/workshop/generate.ts'

const vocabulary = vocabularyOf([
  'a := {"environment": "production", "session/blast-radius/write": 201}\n',
  'b := ["refs/heads/main", "issue_comment", "escaped \\" quote", "/v1/orders"]',
])

test('the vocabulary is what stands in quotes, and the members of objects', () => {
  expect(vocabulary.words).toEqual(
    expect.arrayContaining(['environment', 'production', 'refs/heads/main', '/v1/orders']),
  )
  expect(vocabulary.members).toEqual([
    ['word', 'word'],
    ['number', 1],
    ['environment', 'production'],
    ['session/blast-radius/write', 201],
  ])
})

test('every input is one that the gateway could make', () => {
  const inputs = generateInputs(200, vocabulary)
  expect(inputs).toHaveLength(200)
  for (const input of inputs) expect(() => encodeInput(input as never)).not.toThrow()
})

test('they are the same every time, of every protocol, and not all alike', () => {
  const inputs = generateInputs(200, vocabulary)
  expect(generateInputs(200, vocabulary)).toEqual(inputs)
  const protocols = inputs.map((input) => (input as { connection: { protocol: string } }).connection.protocol)
  for (const name of ['git', 'http', 'github', 'gitlab', 'gitea']) {
    expect(protocols.filter((protocol) => protocol === name)).toHaveLength(40)
  }
  expect(new Set(inputs.map((input) => JSON.stringify(input))).size).toBeGreaterThan(190)
  expect(inputs.filter((input) => JSON.stringify(input).includes('"ref":"refs/heads/main"')).length).toBeGreaterThan(5)
})

test('lists are mostly whole, and some are cut off', () => {
  type Operation = { detail: { inspection?: { change_count: number | null; changes: object[] } } }
  const inspections = generateInputs(1000, vocabulary)
    .flatMap((input) => (input as unknown as { operations: Operation[] }).operations)
    .flatMap(({ detail }) => detail.inspection ?? [])
  const whole = inspections.filter(({ change_count, changes }) => change_count === changes.length)
  expect(whole.length).toBeGreaterThan(inspections.length / 2)
  expect(whole.length).toBeLessThan(inspections.length)
  expect(whole.some(({ changes }) => changes.length > 0)).toBe(true)
  expect(inspections.some(({ change_count }) => change_count === null)).toBe(true)
})

test('the schemas are those of the policies', () => {
  expect(existsSync(join(SCHEMAS, 'input.schema'))).toBe(true)
})
