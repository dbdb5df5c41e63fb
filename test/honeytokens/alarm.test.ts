import { GatewayError } from '../../src/core/errors.ts'
import { createAlarm } from '../../src/honeytokens/alarm.ts'

const sighting = { honeytoken: 'DEPLOY_KEY', place: 'header', exchange: 'x-1' } as const

function alarmed(revokes: boolean) {
  const calls: unknown[][] = []
  const alarm = createAlarm({
    sessions: {
      async mark(id, mark) {
        calls.push(['mark', id, mark])
        return mark
      },
      async end(id, because, at) {
        calls.push(['end', id, because, at])
        return true
      },
      forget: (id) => calls.push(['forget', id]),
    },
    revokes,
    told: (session, told) => calls.push(['told', session, told]),
    now: () => 5,
  })
  return { alarm, calls }
}

test('a sighting is told, marks the session, and has it read anew', async () => {
  const { alarm, calls } = alarmed(false)
  const mark = { ...sighting, at: 5 }
  expect(await alarm('s-1', sighting)).toEqual({ mark, ended: false })
  expect(calls).toEqual([
    ['told', 's-1', sighting],
    ['mark', 's-1', mark],
    ['forget', 's-1'],
  ])
})

test('where it is to, it ends the session', async () => {
  const { alarm, calls } = alarmed(true)
  expect(await alarm('s-1', sighting)).toMatchObject({ ended: true })
  expect(calls.at(-1)).toEqual(['end', 's-1', 'a honeytoken of it was seen', 5])
})

test('what can’t be kept is told all the same, and fails', async () => {
  const told: unknown[] = []
  const away = new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.')
  const sessions = { mark: () => Promise.reject(away), end: () => Promise.reject(away), forget() {} }
  const alarm = createAlarm({ sessions, revokes: true, told: (...it) => told.push(it), now: () => 5 })
  await expect(alarm('s-1', sighting)).rejects.toBe(away)
  expect(told).toEqual([['s-1', sighting]])
})
