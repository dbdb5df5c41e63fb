import { type Change, createReader } from '../../src/repositories/changes.ts'

const [A, B, C] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)]
const NONE = '0'.repeat(40)

function read(fields: readonly string[], size = 10_000): Change[] {
  const found: Change[] = []
  const take = createReader((change) => void found.push(change))
  const bytes = Buffer.from(fields.map((field) => `${field}\0`).join(''))
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size))
  return found
}

const OUTPUT = [
  A,
  `:000000 100644 ${NONE} ${B} A`,
  'new\nline/ö',
  `:100644 000000 ${B} ${NONE} D`,
  'old',
  C,
  `::100644 100644 120000 ${A} ${B} ${C} MM`,
  'merged',
]

test.each([1, 5, 10_000])('changes of ordinary commits and of merges, in chunks of %d bytes', (size) => {
  expect(read(OUTPUT, size)).toEqual([
    { commit: A, path: 'new\nline/ö', mode: '100644', oid: B },
    { commit: A, path: 'old', mode: '000000', oid: NONE },
    { commit: C, path: 'merged', mode: '120000', oid: C },
  ])
})

test.each(['../a', 'a/../b', 'a/./b', '/a', 'a//b', '.git/config', 'a/.GIT/hooks', 'a/'])('%s leads out', (path) => {
  expect(() => read([A, `:000000 100644 ${NONE} ${B} A`, path])).toThrow(
    expect.objectContaining({
      code: 'ERR_UNINTELLIGIBLE',
      message: 'The push holds a path that leads out of its repository.',
    }),
  )
})

test('a path that only looks like a mode is a path', () => {
  expect(read([A, `:000000 100644 ${NONE} ${B} A`, ':100644 x'])).toMatchObject([{ path: ':100644 x' }])
})

test('a path that is longer than any can be is refused before it is whole', () => {
  const refused = expect.objectContaining({
    code: 'ERR_INSPECTION_LIMIT',
    message: 'The push holds a path of more than 4096 bytes.',
  })
  const long = [A, `:000000 100644 ${NONE} ${B} A`, 'x'.repeat(4_097)]
  expect(() => read(long)).toThrow(refused)
  expect(() => read(long, 100)).toThrow(refused)
  expect(read([...long.slice(0, 2), 'x'.repeat(4_096)], 100)).toHaveLength(1)
})
