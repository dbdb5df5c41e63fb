import { z } from 'zod'
import { findingsOf } from '../../src/config/issues.ts'

const choice = z.union([z.literal('none'), z.strictObject({ key: z.string().min(3) })], {
  error: 'must be none or have a key',
})
const schema = z.strictObject({
  text: z.string().optional(),
  count: z.int().min(1).max(9).optional(),
  list: z.array(z.string()).min(1).optional(),
  kind: z.enum(['first', 'second']).optional(),
  own: z.string({ error: 'must be in our words' }).optional(),
  choice: choice.optional(),
  nested: z.strictObject({ needed: z.string() }).optional(),
})

const findings = (value: object) => findingsOf(schema.safeParse(value).error?.issues ?? [], value)

test.each<[object, (string | number)[], string]>([
  [{ text: 1 }, ['text'], 'must be text, not a number'],
  [{ text: null }, ['text'], 'must be text, not empty'],
  [{ text: [] }, ['text'], 'must be text, not a list'],
  [{ text: {} }, ['text'], 'must be text, not a map of fields'],
  [{ text: true }, ['text'], 'must be text, not true or false'],
  [{ count: 1.5 }, ['count'], 'must be a whole number, not a fraction'],
  [{ count: 0 }, ['count'], 'must be at least 1'],
  [{ count: 10 }, ['count'], 'must be at most 9'],
  [{ list: [] }, ['list'], 'must not be empty'],
  [{ list: ['a', 2] }, ['list', 1], 'must be text, not a number'],
  [{ kind: 'frist' }, ['kind'], 'must be one of first, second; did you mean "first"?'],
  [{ own: 1 }, ['own'], 'must be in our words'],
  [{ choice: 1 }, ['choice'], 'must be none or have a key'],
  [{ choice: { key: 'ab' } }, ['choice', 'key'], 'must not be empty'],
  [{ choice: {} }, ['choice', 'key'], 'is missing'],
  [{ nested: {} }, ['nested', 'needed'], 'is missing'],
])('%j', (value, path, message) => {
  expect(findings(value)).toEqual([{ path, message }])
})

test('each unknown field is a finding of its own', () => {
  const strict = z.strictObject(
    {},
    { error: ({ code }) => (code === 'unrecognized_keys' ? 'is odd\nis odder' : undefined) },
  )
  const value = { a: 1, b: 2 }
  expect(findingsOf(strict.safeParse(value).error!.issues, value)).toEqual([
    { path: ['a'], message: 'is odd' },
    { path: ['b'], message: 'is odder' },
  ])
})
