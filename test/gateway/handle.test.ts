import { gzipSync } from 'node:zlib'
import type { Adapter } from '../../src/core/adapter.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { Gate } from '../../src/gateway/gate.ts'
import { http } from '../../src/protocols/http/index.ts'
import { allow, CREDENTIAL, connectionTo, deny, masking, TOKEN } from './fake-gate.ts'
import { closeServers, serve } from './loopback.ts'
import { approving, start } from './start-gate.ts'

const failing = (code: 'ERR_JOURNAL_UNAVAILABLE' | 'ERR_CREDENTIAL_UNAVAILABLE') => () =>
  Promise.reject(new GatewayError(code, 'Not now.', { cause: new Error('inside') }))

test('what is allowed: on record first, then opened, sent, answered and settled', async () => {
  const { ask, calls, over, outcomes, finished } = await start()
  const answer = await ask('POST', 'hello')
  expect([answer.status, await answer.text()]).toEqual([201, 'from upstream'])
  await over
  expect(calls).toEqual(['decide', 'intend null', 'open', `upstream POST /a Bearer ${CREDENTIAL} hello`, 'settle null'])
  expect(outcomes[0]).toMatchObject({ status: 201, bytes: 13, forwarded: true })
  expect(outcomes[0]!.recordings).toMatchObject([
    { direction: 'request', bytes: 5 },
    { direction: 'answer', bytes: 13, leftOut: null },
  ])
  expect(finished).toEqual([
    { connection: 'shop', effect: 'allow', rules: ['http/rule'], code: '', status: 201, seconds: 0 },
  ])
})

test('what is denied goes nowhere, and is on record', async () => {
  const { ask, calls, intents, outcomes } = await start({ decisions: [deny] })
  const answer = await ask('POST', 'hello')
  expect([answer.status, ((await answer.json()) as { error: object }).error]).toMatchObject([
    403,
    { code: 'ERR_DENIED', reasons: deny.reasons },
  ])
  expect(calls).toEqual(['decide', 'intend null', 'settle ERR_DENIED'])
  expect([intents[0]!.decisions, outcomes[0]]).toMatchObject([[deny], { status: 403, forwarded: false, bytes: 0 }])
})

test.each([
  ['allows it', allow, 201],
  ['still denies it', deny, 403],
])('a rule that denies for want of a closer look gets it, and then %s', async (_, second, status) => {
  const needing = { ...deny, reasons: [{ ...deny.reasons[0], needs: 'tips' }] } as typeof deny
  const needs: unknown[] = []
  const adapter: Adapter = {
    ...http,
    inspect: async (_request, [operation], ports) => {
      needs.push([...ports.needs])
      return [{ ...operation, detail: { tips: [] } }]
    },
  }
  const { ask, intents } = await start({ decisions: [needing, second], adapters: new Map([['http', adapter]]) })
  expect((await ask()).status).toBe(status)
  expect(needs).toEqual([['tips']])
  expect(intents[0]).toMatchObject({ decisions: [second], operations: [{ detail: { tips: [] } }] })
})

test('where another rule denies as well, nobody looks', async () => {
  const reasons = [{ ...deny.reasons[0], needs: 'tips' }, ...deny.reasons] as unknown as typeof deny.reasons
  const inspect = () => Promise.reject(new Error('looked'))
  const adapters = new Map([['http', { ...http, inspect }]])
  const { ask } = await start({ decisions: [{ ...deny, reasons }], adapters })
  expect((await ask()).status).toBe(403)
})

test('what can’t be read, or judged, is refused and on record', async () => {
  const policy = {
    revision: 'r1',
    decide: () => {
      throw new Error('wasm trap')
    },
  }
  const { ask, calls, failures } = await start({ policy })
  const answer = await ask()
  expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('wasm')])
  expect(calls).toEqual(['intend null', 'settle ERR_INTERNAL'])
  expect(failures).toMatchObject([{ cause: { message: 'wasm trap' } }])
})

test('a stranger, and a path that holds the token, are refused before anything is asked', async () => {
  const { ask, url, calls, finished } = await start()
  expect((await ask('GET', undefined, {})).status).toBe(401)
  expect((await ask('GET', undefined, { authorization: 'Bearer other' })).status).toBe(401)
  const inPath = await fetch(new URL(`/c/shop/${TOKEN}`, url), { headers: { authorization: `Bearer ${TOKEN}` } })
  expect([inPath.status, await inPath.text()]).toEqual([400, expect.stringContaining('ERR_UNINTELLIGIBLE')])
  expect([calls, finished.map(({ code }) => code)]).toEqual([
    [],
    ['ERR_SESSION_REQUIRED', 'ERR_SESSION_UNKNOWN', 'ERR_UNINTELLIGIBLE'],
  ])
})

test('a journal that can’t be written: nothing is opened or sent', async () => {
  const journal: Gate['journal'] = {
    intend: failing('ERR_JOURNAL_UNAVAILABLE'),
    reach: async () => {},
    settle: () => {},
  }
  const { ask, calls } = await start({ journal })
  const answer = await ask()
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('ERR_JOURNAL_UNAVAILABLE')])
  expect(calls).toEqual(['decide'])
})

test('the same with an approval: it is given back, in case the commit did go through', async () => {
  const journal: Gate['journal'] = {
    intend: failing('ERR_JOURNAL_UNAVAILABLE'),
    reach: async () => {},
    settle: () => {},
  }
  const { ask, calls } = await start({ ...approving, journal })
  expect((await ask()).status).toBe(503)
  expect(calls).toEqual(['decide', 'ask /a ', 'held 1', 'wait 45', 'held -1', 'decide', 'give back a-1'])
})

test('a credential that can’t be opened: nothing is sent, and the approval is given back', async () => {
  const credentials = { open: failing('ERR_CREDENTIAL_UNAVAILABLE'), certificateOf: async () => null, known: () => [] }
  const { ask, calls, outcomes } = await start({ ...approving, credentials })
  const answer = await ask('POST', 'hello')
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('ERR_CREDENTIAL_UNAVAILABLE')])
  expect(calls.slice(7)).toEqual(['decide', 'intend a-1', 'give back a-1', 'settle ERR_CREDENTIAL_UNAVAILABLE'])
  expect(outcomes[0]!.forwarded).toBe(false)
})

test('approved: the body that was approved is what is sent', async () => {
  const { ask, calls, over } = await start(approving)
  expect((await ask('POST', 'hello')).status).toBe(201)
  await over
  expect(calls.slice(0, 3)).toEqual(['decide', 'reach uploading', 'ask /a 2cf24dba'])
  expect(calls.slice(7)).toEqual([
    'decide',
    'intend a-1',
    'open',
    `upstream POST /a Bearer ${CREDENTIAL} hello`,
    'settle null',
  ])
})

test('an upstream that can’t be reached: the approval is given back', async () => {
  const gone = await serve(() => {})
  await closeServers()
  const { ask, calls, outcomes } = await start({ ...approving, connections: [connectionTo(gone)] })
  expect((await ask('POST', 'hello')).status).toBe(502)
  expect(calls.slice(8)).toEqual(['intend a-1', 'open', 'give back a-1', 'settle ERR_UPSTREAM_UNREACHABLE'])
  expect(outcomes[0]!.forwarded).toBe(false)
})

test.each([
  ['POST', true],
  ['GET', undefined],
])('a %s whose answer can’t be masked says whether it was carried out', async (method, performed) => {
  const { ask, outcomes } = await start({ decisions: [masking({ code: 'm', detector: 'jwt' })] }, 'x', 'image/png')
  const answer = await ask(method)
  const { error } = (await answer.json()) as { error: { code: string; performed?: boolean } }
  expect([answer.status, error.code, error.performed]).toEqual([502, 'ERR_UNMASKABLE', performed])
  expect(outcomes[0]).toMatchObject({ code: 'ERR_UNMASKABLE', forwarded: true, status: 502, bytes: 0 })
})

test('a masked answer gives away neither a secret nor the credential, from the first one on', async () => {
  const { ask } = await start({ decisions: [masking({ code: 'm', detector: 'jwt' })] }, `you sent ${CREDENTIAL}`)
  expect(await (await ask()).text()).toBe('you sent [masked:credential]')
})

test('a masked gzip that is cut short is no success, however whole it came', async () => {
  const upstream = await serve((_req, res) => {
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' }
    res.writeHead(200, headers).end(gzipSync('cut short').subarray(0, -4))
  })
  const decisions = [masking({ code: 'm', detector: 'jwt' })]
  const { ask, over, outcomes } = await start({ decisions, connections: [connectionTo(upstream)] })
  await expect(ask().then((answer) => answer.text())).rejects.toThrow()
  await over
  expect(outcomes).toMatchObject([{ code: 'ERR_UNMASKABLE', status: 200, forwarded: true }])
})
