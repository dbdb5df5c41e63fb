import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Adapter } from '../../src/core/adapter.ts'
import type { Mask } from '../../src/core/decision.ts'
import type { OpenCredential } from '../../src/core/ports.ts'
import { createBody } from '../../src/gateway/body.ts'
import type { Permit } from '../../src/gateway/hold.ts'
import { inject } from '../../src/gateway/inject.ts'
import { http } from '../../src/protocols/http/index.ts'
import { fakeExchange, matchedOf, requestOf } from './fake-exchange.ts'
import { CREDENTIAL, fakeGate } from './fake-gate.ts'

const permit = (...masks: Mask[]) => ({ masks, credential: null, uses: [] }) as unknown as Permit
const headers = [
  ['accept', '*/*'],
  ['accept-encoding', 'br, gzip'],
  ['range', 'bytes=0-9'],
  ['if-range', '"1"'],
] as const
const matched = matchedOf({ request: requestOf({ method: 'PUT', path: '/a', query: '?b', headers }) })

test('the request as it was judged, with the credential that only the gate has', async () => {
  const { outgoing, masker } = await inject(fakeGate().gate, fakeExchange().exchange, matched, permit())
  expect(outgoing).toEqual({
    method: 'PUT',
    target: '/a?b',
    headers: [...headers, ['authorization', `Bearer ${CREDENTIAL}`]],
  })
  expect(masker.rewrites).toBe(false)
})

test('the credential is the one that the policy chose', async () => {
  const asked: (string | null)[] = []
  const open = async (...[, , , name]: Parameters<OpenCredential>) => {
    asked.push(name)
    return { kind: 'none' } as const
  }
  const { gate } = fakeGate({ credentials: { open, certificateOf: async () => null, known: () => [] } })
  await inject(gate, fakeExchange().exchange, matched, permit())
  await inject(gate, fakeExchange().exchange, matched, { ...permit(), credential: 'reader' })
  expect(asked).toEqual([null, 'reader'])
})

test('a connection’s client certificate goes with it', async () => {
  const certificate = { cert: 'a', key: 'b' }
  const { credentials } = fakeGate().gate
  const { gate } = fakeGate({ credentials: { ...credentials, certificateOf: async () => certificate } })
  expect((await inject(gate, fakeExchange().exchange, matched, permit())).outgoing.certificate).toBe(certificate)
})

test('a body that the credential signs is on disk before that', async () => {
  const digests: (string | undefined)[] = []
  const authorise: Adapter['authorise'] = (_request, _credential, _at, digest) => {
    digests.push(digest)
    return { method: 'POST', target: '/', headers: [] }
  }
  const bodied = () => {
    const req = Object.assign(Readable.from([Buffer.from('a=b')]), { headers: { 'content-length': '3' } })
    return fakeExchange({ body: createBody(req as unknown as IncomingMessage) }).exchange
  }
  const { gate } = fakeGate()
  const signing = bodied()
  const adapter = { ...http, authorise }
  await inject(gate, signing, matchedOf({ adapter: { ...adapter, signsBody: () => true } }), permit())
  await inject(gate, bodied(), matchedOf({ adapter: { ...adapter, signsBody: () => false } }), permit())
  expect(digests).toEqual([createHash('sha256').update('a=b').digest('hex'), undefined])
  expect(signing.spooled!.bytes).toBe(3)
  await signing.spooling!.remove()
})

test('an answer that will be masked is asked for whole, and in codings that can be undone', async () => {
  const { outgoing } = await inject(
    fakeGate().gate,
    fakeExchange().exchange,
    matched,
    permit({ code: 'm', detector: 'jwt' }),
  )
  expect(outgoing.headers).toEqual([
    ['accept', '*/*'],
    ['accept-encoding', 'br, gzip'],
    ['authorization', `Bearer ${CREDENTIAL}`],
  ])
})

test('the very first masked answer can’t give away the credential that this request opened', async () => {
  const { masker } = await inject(
    fakeGate().gate,
    fakeExchange().exchange,
    matched,
    permit({ code: 'm', header: 'x-key' }),
  )
  const redactor = masker.redactor({ units: 'bytes', format: 'text' })
  const text = Buffer.concat([redactor.write(Buffer.from(`you sent ${CREDENTIAL}.`)), redactor.end()])
  expect(text.toString()).toBe(`you sent ${'*'.repeat(CREDENTIAL.length)}.`)
})

test('a detector that there is none of is refused', async () => {
  await expect(
    inject(fakeGate().gate, fakeExchange().exchange, matched, permit({ code: 'm', detector: 'none' })),
  ).rejects.toMatchObject({
    code: 'ERR_UNMASKABLE',
  })
})

test('a source that takes its time is not waited for once the exchange is cut', async () => {
  const cut = new AbortController()
  const credentials = { ...fakeGate().gate.credentials, open: () => new Promise<never>(() => {}) }
  const injected = inject(
    fakeGate({ credentials }).gate,
    fakeExchange({ gone: cut.signal }).exchange,
    matched,
    permit(),
  )
  cut.abort(new Error('cut'))
  await expect(injected).rejects.toThrow('cut')
})
