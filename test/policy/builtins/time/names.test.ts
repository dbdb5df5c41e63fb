import { isZoneName } from '../../../../src/policy/builtins/time/names.ts'

test('names are those of the IANA database, letter for letter', () => {
  const names = [
    'Europe/Berlin',
    'US/Pacific',
    'Etc/GMT+5',
    'America/Argentina/Buenos_Aires',
    'europe/berlin',
    '+05:00',
    'Europe',
    'Mars/Olympus',
  ]
  expect(names.map(isZoneName)).toEqual([true, true, true, true, false, false, false, false])
})

test('Node knows each of them', () => {
  for (const name of ['Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'EST5EDT', 'Zulu', 'W-SU']) {
    expect(isZoneName(name)).toBe(true)
    expect(() => new Intl.DateTimeFormat('en', { timeZone: name })).not.toThrow()
  }
})
