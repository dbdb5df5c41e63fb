import { behindName, grouped, iban, lettered, phone } from '../../src/detectors/number-shapes.ts'
import { createPlace } from '../../src/detectors/place.ts'
import type { Shape } from '../../src/detectors/rule.ts'
import { matched } from './looks.ts'

/** What a shape matches at the first byte that it may start with. */
function at(shape: Shape, text: string): string | undefined {
  const place = createPlace()
  const bytes = Buffer.from(text)
  const start = bytes.findIndex((byte) => shape.starts![byte] === 1)
  return shape.match(bytes, start, start + 1, place) ? text.slice(place.start, place.end) : undefined
}

test.each([
  ['n 1234 5678 9012.', '1234 5678 9012'],
  ['n 1234-5678-9012', '1234-5678-9012'],
  ['n 1234 5678-9012', undefined],
  ['n 1234 5678 9012 3456', undefined],
  ['n 123456789012,', '123456789012'],
  ['x123456789012', undefined],
  ['n.123456789012', '123456789012'],
])('groups of four in %j: %j', (text, expected) => {
  expect(at(grouped([[4, 4, 4]], ' \\-', true), text)).toBe(expected)
})

test('letters before digits', () => {
  const shape = lettered(1, 7, /^[XYZ]\d{7}[A-Z]$/, 9)
  expect([at(shape, 'n X1234567L.'), at(shape, 'n AX1234567L'), at(shape, 'X1234567')]).toEqual([
    'X1234567L',
    undefined,
    undefined,
  ])
})

test('a run behind its name', () => {
  const shape = behindName(['pesel'], 4)
  expect([matched(shape, 'PESEL: 1234.'), matched(shape, 'pesel 12345'), matched(shape, 'pesel1234')]).toEqual([
    '1234',
    undefined,
    undefined,
  ])
})

test('an IBAN has the length of its country', () => {
  expect([
    at(iban, 'to NL00BANK0123456789,'),
    at(iban, 'NL00 BANK 0123 4567 89'),
    at(iban, 'NL00BANK012345678'),
  ]).toEqual(['NL00BANK0123456789', 'NL00 BANK 0123 4567 89', undefined])
})

test('a telephone number begins with a plus sign', () => {
  expect([at(phone, 'call +49 (30) 901-820.'), at(phone, '1+12345678'), at(phone, '+1234567')]).toEqual([
    '+49 (30) 901-820',
    undefined,
    undefined,
  ])
})
