import { throttle } from '../../src/approvals/throttle.ts'
import { NOON } from '../support/rows.ts'

const minutes = (count: number) => NOON + count * 60_000
const same = (...at: number[]) => at.map((minute) => ({ same: true, at: minutes(minute) }))
const others = (...at: number[]) => at.map((minute) => ({ same: false, at: minutes(minute) }))

test.each<[string, ReturnType<typeof same>, number, string | null]>([
  ['nothing denied', [], 0, null],
  ['the same denied once, just now', same(0), 0.5, '2040-01-02T12:01:00Z'],
  ['the same denied once, a minute ago', same(0), 1, null],
  ['twice', same(-5, 0), 1.9, '2040-01-02T12:02:00Z'],
  ['twice, two minutes ago', same(-5, 0), 2, null],
  ['eight times', same(-8, -7, -6, -5, -4, -3, -2, 0), 59, '2040-01-02T13:00:00Z'],
  ['another denied just now', others(0), 0, null],
  ['four others in ten minutes', others(-9, -8, -7, 0), 0.5, null],
  ['five others in ten minutes', others(-9, -8, -7, -1, 0), 0.5, '2040-01-02T12:01:00Z'],
  ['five others, one of them longer ago', others(-10, -8, -7, -1, 0), 0.5, null],
  ['six others in ten minutes', others(-9, -8, -7, -6, -1, 0), 0.5, '2040-01-02T12:02:00Z'],
])('%s', (_what, denials, at, until) => {
  const ask = () => throttle(denials, minutes(at))
  if (until === null) expect(ask).not.toThrow()
  else
    expect(ask).toThrow(
      expect.objectContaining({ code: 'ERR_APPROVAL_THROTTLED', message: expect.stringContaining(until) }),
    )
})
