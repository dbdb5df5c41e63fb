import { hashOf, tokensByHash } from '../../src/masking/tokens.ts'

const key = Buffer.from('a key')
const secrets = ['s3cret-value', 'a'.repeat(512)]
const plan = tokensByHash(key, new Set(secrets.map((secret) => hashOf(key, Buffer.from(secret)))))

/** What is found when all comes in pieces of so many bytes. */
function found(text: string, size: number): string[] {
  const values: string[] = []
  const finder = plan.create(false)
  for (let at = size; ; at += size) {
    finder.look(Buffer.from(text.slice(0, at)), at >= text.length, ({ value }) => values.push(value.toString()))
    if (at >= text.length) return values
  }
}

test.each([
  ['a s3cret-value b', ['s3cret-value']],
  ['"s3cret-value"', ['s3cret-value']],
  ['see s3cret-value.', ['s3cret-value']],
  ['/s3cret-value/', ['s3cret-value']],
  ['s3cret-values', []],
  [`x ${'a'.repeat(512)}`, ['a'.repeat(512)]],
  [`${'a'.repeat(513)} s3cret-value`, ['s3cret-value']],
  [`${'b'.repeat(600)}s3cret-value`, []],
])('in %j: %j', (text, expected) => {
  for (const size of [1, 7, 100, 5000]) expect(found(text, size)).toEqual(expected)
})

test('the key decides', () => {
  expect(hashOf(key, Buffer.from('a'))).not.toBe(hashOf(Buffer.from('another'), Buffer.from('a')))
})

test('within base64 nothing is looked for', () => {
  expect(plan.create(true).look(Buffer.from('s3cret-value'), true, () => expect(true).toBe(false))).toBe(12)
})
