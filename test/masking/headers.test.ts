import { maskHeaders } from '../../src/masking/headers.ts'

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
  expect(maskHeaders(headers, masks, (value) => value.toUpperCase())).toEqual([
    ['set-cookie', '[masked:header]'],
    ['x-note', 'SECRET'],
    ['set-cookie', '[masked:header]'],
  ])
})
