import { headerMaskerOf } from '../../src/masking/headers.ts'

const KEY = Buffer.alloc(32)

test('named fields are masked as a whole, whatever their case; all others are redacted', () => {
  const headers = [
    ['set-cookie', 'a=1'],
    ['x-note', 'secret'],
    ['set-cookie', 'b=2'],
  ] as const
  const masks = [
    { code: 'a/b', header: 'Set-Cookie' },
    { code: 'a/b', detector: 'jwt' },
  ]
  expect(headerMaskerOf(masks, KEY)(headers, (value) => value.toUpperCase())).toEqual([
    ['set-cookie', '[masked:header]'],
    ['x-note', 'SECRET'],
    ['set-cookie', '[masked:header]'],
  ])
})

test('modes: a field is left out, shows its last four characters, or has a pseudonym', () => {
  const shown = (mode: 'remove' | 'last_four' | 'pseudonym', value: string) =>
    headerMaskerOf([{ code: 'a/b', header: 'x-key', mode }], KEY)([['x-key', value]], null).map(([, text]) => text)
  expect(shown('remove', 'abc')).toEqual([])
  expect(shown('last_four', 'abcdefgh12345678')).toEqual(['[masked:header:5678]'])
  const [pseudonym] = shown('pseudonym', 'abc')
  expect(pseudonym).toMatch(/^\[header:[0-9a-f]{16}\]$/)
  expect(shown('pseudonym', 'abc')).toEqual([pseudonym])
  expect(shown('pseudonym', 'abd')).not.toEqual([pseudonym])
})

test('where nothing is to be hidden, they are what they were', () => {
  const headers = [['x-note', 'nothing']] as const
  expect(headerMaskerOf([{ code: 'a/b', header: 'x-key' }], KEY)(headers, null)).toBe(headers)
})
