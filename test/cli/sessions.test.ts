import { aLease, aRecording, aSession, NOON } from '../support/rows.ts'
import { peopleApi } from './run-cli.ts'

const session = aSession({ id: 's-1', subject: 'repo:acme/\u202eshop' })
const ended = { ...session, run: null, endedAt: NOON, endedBecause: 'revoked' }
const of = { connection: 'shop', method: 'GET', target: '/a?b', stages: [], inspectionOf: null }
const reason = { code: 'http/reads', message: 'Reads are fine.' }
const lease = { ...aLease({ id: 'l-1' }), session: 's-1', agent: 'shop-bot', endedBecause: null }
const shown = {
  ...session,
  leases: [lease],
  exchanges: [
    {
      ...of,
      at: NOON,
      decisions: [{ effect: 'allow', reasons: [reason, reason] }],
      answer: { status: 200, code: null, bytes: 5, recordings: [aRecording({ bytes: 5 })] },
    },
    {
      ...of,
      at: NOON,
      decisions: [
        { effect: 'require_approval', reasons: [reason] },
        { effect: 'deny', reasons: [reason] },
      ],
      answer: { status: 403, code: 'ERR_DENIED', bytes: 0, recordings: [] },
    },
    { ...of, at: NOON, decisions: [], answer: null },
    { ...of, at: NOON, decisions: [], answer: null, inspectionOf: 'x-1' },
    { ...of, at: NOON, method: null, target: null, stages: ['uploading', 'inspecting'], decisions: [], answer: null },
  ],
}
const at = '2040-01-02T12:00:00.345Z'
const headline = `s-1  shop-bot  repo:acme/?shop  run 77/1  from ${at}  until 2040-01-02T12:15:00.346Z\n`

let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({
    'GET /sessions': { sessions: [session] },
    'GET /sessions/s-1?limit=1000': shown,
    'POST /sessions/s-1/revocation': ended,
  })
})
afterAll(() => api.close())

test('a line for each session', async () => {
  expect(await api.run('sessions', 'list')).toEqual({ status: 0, out: headline, err: '' })
})

test('a session and all that it did, in order', async () => {
  expect((await api.run('sessions', 'show', 's-1')).out).toBe(
    `${headline}  lease l-1  shop-bot  session s-1  * on * by shop  narrows  until 2040-01-02T12:10:00.345Z
  ${at}  shop  GET /a?b  allow (http/reads)  200 5 bytes
    recorded: answer, 5 bytes
  ${at}  shop  GET /a?b  require_approval (http/reads) → deny (http/reads)  403 ERR_DENIED 0 bytes
  ${at}  shop  GET /a?b  not judged  no answer on record
  ${at}  shop  GET /a?b  the gateway's own, to look into x-1  no answer on record
  ${at}  shop  ended while inspecting\n`,
  )
  expect(JSON.parse((await api.run('sessions', 'show', 's-1', '--json')).out)).toEqual(shown)
})

test('a session that is revoked says when', async () => {
  expect((await api.run('sessions', 'revoke', 's-1')).out).toBe(
    `s-1  shop-bot  repo:acme/?shop  run unknown  from ${at}  revoked ${at}\n`,
  )
})
