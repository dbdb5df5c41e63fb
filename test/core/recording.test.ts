import { dayOf } from '../../src/core/recording.ts'

test('a day is UTC’s', () => {
  expect(dayOf(Date.parse('2026-11-23T23:59:59.999Z'))).toBe('2026-11-23')
  expect(dayOf(Date.parse('2026-11-24T00:30:00+01:00'))).toBe('2026-11-23')
})
