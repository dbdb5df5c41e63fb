import { gzipSync } from 'node:zlib'
import type { Adapter } from '../../src/core/adapter.ts'
import { unintelligible } from '../../src/core/errors.ts'
import { http } from '../../src/protocols/http/index.ts'
import { NOON } from '../support/rows.ts'
import { allow, connectionTo, deny, TOKEN as SESSION } from './fake-gate.ts'
import { fakeHoneytokens, KEY, TOKEN } from './fake-honeytokens.ts'
import { closeServers, serve } from './loopback.ts'
import { start } from './start-gate.ts'

afterEach(closeServers)

const base64 = (text: string) => Buffer.from(text).toString('base64')
const authorization = `Bearer ${SESSION}`
/** A body without a length, in two pieces. */
const streamed = (...pieces: string[]) => ({
  ...{ method: 'POST', headers: { authorization, 'content-type': 'text/plain' }, duplex: 'half' as const },
  body: ReadableStream.from(pieces.map((piece) => Buffer.from(piece))),
})

test('in a request’s target or header fields: the policy sees the mark', async () => {
  const { honeytokens, seen, places } = fakeHoneytokens()
  const { url, ask, inputs, intents } = await start({ honeytokens })
  await ask('GET', undefined, { authorization, 'x-basic': `Basic ${base64(`me:${TOKEN}`)}` })
  expect(places()).toEqual(['TOKEN header'])
  const at = new Date(NOON).toISOString()
  expect(inputs[0]!.session.mark).toEqual({ ...seen[0], at })
  expect(intents[0]).toMatchObject({ exchange: seen[0]!.exchange })
  await fetch(new URL(`/c/shop/a?k=${KEY.replace('A', '%41')}`, url), { headers: { authorization } })
  expect(places()).toEqual(['TOKEN header', 'KEY target'])
})

test('in a field that goes no further', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url } = await start({ honeytokens })
  await fetch(new URL('/c/shop/a', url), { headers: { authorization, cookie: `a=${KEY}`, 'x-forwarded-for': TOKEN } })
  expect(places().sort()).toEqual(['KEY header', 'TOKEN header'])
})

test('what isn’t one of the session’s own is nothing', async () => {
  const { honeytokens, seen } = fakeHoneytokens()
  const { ask, inputs } = await start({ honeytokens })
  expect((await ask('POST', `${KEY.slice(0, -1)}B ${TOKEN.toLowerCase()}`)).status).toBe(201)
  expect([seen, inputs[0]!.session]).toEqual([[], expect.not.objectContaining({ mark: expect.anything() })])
})

test('where it ends the session nothing is judged, and the exchange is on record', async () => {
  const { honeytokens } = fakeHoneytokens('ends')
  const { ask, calls, outcomes } = await start({ honeytokens })
  const answer = await ask('GET', undefined, { authorization, 'x-key': KEY })
  expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('The session has ended.')])
  expect(calls).toEqual(['intend null', 'settle ERR_SESSION_ENDED'])
  expect(outcomes[0]).toMatchObject({ forwarded: false })
})

test('what can’t be put on record goes no further', async () => {
  const { honeytokens } = fakeHoneytokens('fails')
  const { ask, calls } = await start({ honeytokens })
  expect((await ask('POST', KEY)).status).toBe(503)
  expect(calls).toEqual(['intend null', 'settle ERR_STORE_UNAVAILABLE'])
})

test('in a body with a length: seen before the first decision', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { ask, inputs, calls } = await start({ honeytokens, decisions: [deny] })
  expect((await ask('POST', `{"a":"${base64(KEY)}"}`)).status).toBe(403)
  expect(places()).toEqual(['KEY body'])
  expect(inputs[0]!.session.mark).toMatchObject({ honeytoken: 'KEY', place: 'body' })
  expect(calls).toEqual(['decide', 'intend null', 'settle ERR_DENIED'])
})

test('in UTF-16, where the request says so', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url } = await start({ honeytokens })
  const headers = { authorization, 'content-type': 'text/plain; charset=utf-16le' }
  await fetch(new URL('/c/shop/a', url), { method: 'POST', headers, body: Buffer.from(`a ${KEY} b`, 'utf16le') })
  expect(places()).toEqual(['KEY body'])
})

test('in a body that streams: judged anew, and where that denies it nothing more goes upstream', async () => {
  let got = ''
  const upstream = await serve(async (req, res) => {
    for await (const chunk of req) got += chunk
    res.end('all of it')
  })
  const { honeytokens, places } = fakeHoneytokens()
  const { url, inputs, over, outcomes } = await start({
    ...{ honeytokens, connections: [connectionTo(upstream)], decisions: [allow, deny] },
  })
  const answer = await fetch(new URL('/c/shop/a', url), streamed('begun ', `${KEY} and more`))
  const { error } = (await answer.json()) as { error: object }
  expect([answer.status, error]).toMatchObject([403, { code: 'ERR_DENIED', reasons: deny.reasons }])
  await over
  expect(places()).toEqual(['KEY body'])
  expect(inputs.map(({ session }) => session.mark?.place)).toEqual([undefined, 'body'])
  expect(outcomes[0]).toMatchObject({ code: 'ERR_DENIED' })
  expect(got).not.toContain(KEY)
})

test('in a body that streams and may go on: it does, to its end', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url, calls } = await start({ honeytokens })
  const answer = await fetch(new URL('/c/shop/a', url), streamed(`${KEY} `, `${KEY} ${TOKEN}`))
  expect(answer.status).toBe(201)
  expect(places()).toEqual(['KEY body', 'TOKEN body'])
  expect(calls.find((call) => call.startsWith('upstream'))).toContain(`${KEY} ${KEY} ${TOKEN}`)
})

test('inside, where the adapter alone can look: judged once more, whatever else it found', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const adapter: Adapter = {
    ...http,
    async inspect(_request, operations, ports) {
      expect(ports.honeytokens!.telltales.map(({ value }) => value)).toEqual([KEY, TOKEN])
      ports.honeytokens!.seen('TOKEN')
      return operations
    },
  }
  const { ask, inputs } = await start({
    ...{ honeytokens, adapters: new Map([['http', adapter]]), decisions: [allow, deny] },
  })
  expect((await ask('POST', 'hello')).status).toBe(403)
  expect(places()).toEqual(['TOKEN push'])
  expect(inputs[1]!.session.mark).toMatchObject({ honeytoken: 'TOKEN' })
})

test('inside of what then turns out to be unintelligible', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const adapter: Adapter = {
    ...http,
    async inspect(_request, _operations, ports) {
      ports.honeytokens!.seen('TOKEN')
      throw unintelligible('It is broken.')
    },
  }
  const { ask } = await start({ honeytokens, adapters: new Map([['http', adapter]]) })
  expect((await ask('POST', 'hello')).status).toBe(400)
  expect(places()).toEqual(['TOKEN push'])
})

test('in an answer: it passes as it is, and the session is marked', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { ask, calls } = await start({ honeytokens }, `a ${KEY} b ${KEY}`)
  expect(await (await ask()).text()).toBe(`a ${KEY} b ${KEY}`)
  expect(places()).toEqual(['KEY answer'])
  expect(calls.filter((call) => call === 'decide')).toHaveLength(1)
})

test('in an answer’s header fields, and in one that is compressed', async () => {
  const upstream = await serve((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'x-key': KEY })
    res.end(gzipSync(`a ${TOKEN}`))
  })
  const { honeytokens, places } = fakeHoneytokens()
  const { ask } = await start({ honeytokens, connections: [connectionTo(upstream)] })
  expect(await (await ask()).text()).toBe(`a ${TOKEN}`)
  expect(places()).toEqual(['KEY answer', 'TOKEN answer'])
})

test('in an answer’s trailers', async () => {
  const upstream = await serve((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/plain', trailer: 'x-key' })
    res.write('a')
    res.addTrailers({ 'x-key': KEY })
    res.end()
  })
  const { honeytokens, places } = fakeHoneytokens()
  const { ask } = await start({ honeytokens, connections: [connectionTo(upstream)] })
  expect(await (await ask()).text()).toBe('a')
  expect(places()).toEqual(['KEY answer'])
})

test('an answer that it ends the session in is cut, and so is one in which it can’t be put on record', async () => {
  for (const [then, code] of [
    ['ends', 'ERR_SESSION_ENDED'],
    ['fails', 'ERR_STORE_UNAVAILABLE'],
  ] as const) {
    const upstream = await serve((_req, res) => void res.write(`a ${KEY} b`))
    const { honeytokens } = fakeHoneytokens(then)
    const { ask, over, outcomes } = await start({ honeytokens, connections: [connectionTo(upstream)] })
    await ask()
      .then(
        (answer) => answer.text(),
        () => '',
      )
      .catch(() => '')
    await over
    expect(outcomes[0]).toMatchObject({ code, forwarded: true })
  }
})
