import { parseTime } from '../../../../src/policy/builtins/time/parse.ts'

const parse = (layout: string, text: string) => {
  const instant = parseTime(layout, text)
  return instant && [new Date(instant.seconds * 1000).toISOString(), instant.nanoseconds]
}

test('times with fractions and offsets', () => {
  expect(parse('RFC3339', '2024-02-29T23:59:59.123456789123+05:30')).toEqual(['2024-02-29T18:29:59.000Z', 123456789])
  expect(parse('RFC3339', '2024-01-01T00:00:00Z')).toEqual(['2024-01-01T00:00:00.000Z', 0])
  expect(parse('2006-01-02T15:04:05.000Z0700', '2024-01-01T00:00:00,250-0100')).toEqual([
    '2024-01-01T01:00:00.000Z',
    250_000_000,
  ])
  expect(parse('2006-01-02 15:04:05.999 -07', '2024-01-01 00:00:00 +01')).toEqual(['2023-12-31T23:00:00.000Z', 0])
})

test('names in any case, blanks, halves of days and days of years', () => {
  expect(parse('Mon Jan _2 3:04PM 2006', 'fri  FEB  9 12:05AM 2024')).toEqual(['2024-02-09T00:05:00.000Z', 0])
  expect(parse('Monday, January 2 06 3pm', 'Friday, february 9 69 12pm')).toEqual(['1969-02-09T12:00:00.000Z', 0])
  expect(parse('2006 002', '2024 060')).toEqual(['2024-02-29T00:00:00.000Z', 0])
  expect(parse('2006 __2', '2023  60')).toEqual(['2023-03-01T00:00:00.000Z', 0])
})

test('an abbreviation counts for nothing, and UTC for more than an offset', () => {
  for (const name of ['EST', 'CEST', 'WITA', 'GMT+3', 'ChST', '+03']) {
    expect(parse('2006 MST', `2024 ${name}`)).toEqual(['2024-01-01T00:00:00.000Z', 0])
  }
  expect(parse('2006 -0700 MST', '2024 +0100 UTC')).toEqual(['2024-01-01T00:00:00.000Z', 0])
  expect(parse('2006 -0700 MST', '2024 +0100 CET')).toEqual(['2023-12-31T23:00:00.000Z', 0])
})

test('what is not of the layout has no time', () => {
  const wrong: [string, string][] = [
    ['RFC3339', '2024-02-30T00:00:00Z'],
    ['RFC3339', '2024-13-01T00:00:00Z'],
    ['RFC3339', '2024-01-01T24:00:00Z'],
    ['RFC3339', '2024-01-01T00:00:00'],
    ['RFC3339', '2024-01-01T00:00:00Zx'],
    ['RFC3339', '2024-01-01T00:00:00+25:00'],
    ['2006 002', '2023 366'],
    ['2006-01 002', '2024-03 060'],
    ['2006 MST', '2024 AB'],
    ['2006 MST', '2024 ABCDE'],
    ['2006 Jan', '2024 Foo'],
    ['05.00', '05.-1'],
    ['2006 3', '2024 13'],
    ['2006 PM', '2024 XM'],
  ]
  expect(wrong.map(([layout, text]) => parse(layout, text))).toEqual(wrong.map(() => undefined))
})

test('an offset that Go takes for none is refused', () => {
  expect(() => parse('2006 -07:00:00', '2024 -00:00:01')).toThrow('such an offset')
})
