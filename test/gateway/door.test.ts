import { createDoors } from '../../src/gateway/door.ts'
import { createForwarder } from '../../src/gateway/forward.ts'
import type { Door, Gate } from '../../src/gateway/gate.ts'
import { git } from '../../src/protocols/git/index.ts'
import { http } from '../../src/protocols/http/index.ts'
import { githubToken } from '../masking/secrets.ts'
import { aSession } from '../support/rows.ts'
import { CREDENTIAL, connectionTo, type FakeOptions, fakeGate } from './fake-gate.ts'
import { closeServers, serve } from './loopback.ts'

const forwarder = createForwarder()
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  closeServers()
  for (const doors of opened.splice(0)) await doors.close()
})
afterAll(() => forwarder.close())

/** A door in front of an upstream that tells what it was asked. */
async function open(adapter = http, options: FakeOptions = {}) {
  const upstream = await serve(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    res.writeHead(203, { 'x-seen': 'yes' }).end(`${req.method} ${req.url} ${req.headers.authorization} ${body}`.trim())
  })
  const fake = fakeGate({ forwarder, ...options })
  const doors = createDoors(() => fake.gate as Gate)
  opened.push(doors)
  const connection = connectionTo(upstream)
  const door: Door = await doors.open({ adapter, session: aSession(), connection, exchange: 'x-1' })
  return { ...fake, door }
}

test('a read goes through, with the gateway’s own credential, and is on record as part of the exchange', async () => {
  const { door, intents, outcomes } = await open()
  const answer = await fetch(`${door.url}/a?b=c`, { headers: { authorization: 'Basic eDp5' } })
  expect([answer.status, answer.headers.get('x-seen'), await answer.text()]).toEqual([
    203,
    'yes',
    `GET /a?b=c Bearer ${CREDENTIAL}`,
  ])
  expect(intents).toMatchObject([
    { method: 'GET', target: '/a?b=c', inspectionOf: 'x-1', uses: [], decisions: [], connection: 'shop' },
  ])
  await new Promise(setImmediate)
  expect(outcomes).toMatchObject([{ exchange: intents[0]!.exchange, status: 203, code: null, forwarded: true }])
})

test('what is on record of a read holds no secret', async () => {
  const { door, intents } = await open()
  await fetch(`${door.url}/a/${githubToken}?b=${githubToken}`)
  expect(intents).toMatchObject([{ target: '/a/[masked:github-token]?b=[masked:github-token]' }])
})

test('nothing but reads goes through', async () => {
  const { door, calls } = await open()
  const answer = await fetch(`${door.url}/a`, { method: 'POST', body: 'x' })
  expect([answer.status, await answer.text()]).toEqual([502, 'Only reads go through this door.'])
  expect(calls).toEqual([])
})

test('what the protocol can’t read doesn’t either', async () => {
  const { door, calls } = await open(git)
  const answer = await fetch(`${door.url}/acme/shop.git/HEAD`)
  expect([answer.status, await answer.text()]).toEqual([502, "Git's dumb HTTP protocol is not supported."])
  expect(calls).toEqual([])
})

test('a door that is closed, and a name that was guessed, lead nowhere', async () => {
  const { door, calls } = await open()
  door.close()
  expect((await fetch(`${door.url}/a`)).status).toBe(404)
  expect((await fetch(new URL('/guess/a', door.url))).status).toBe(404)
  expect(calls).toEqual([])
})

test('a journal that can’t be written lets nothing through', async () => {
  const journal: Gate['journal'] = {
    intend: () => Promise.reject(new Error('away')),
    reach: async () => {},
    settle: () => {},
  }
  const { door, calls } = await open(http, { journal })
  expect((await fetch(`${door.url}/a`)).status).toBe(502)
  expect(calls).toEqual([])
})
