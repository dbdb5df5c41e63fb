import type { Mask } from '../../src/core/decision.ts'
import type { Permit } from '../../src/gateway/hold.ts'
import { inject } from '../../src/gateway/inject.ts'
import { matchedOf, requestOf } from './fake-exchange.ts'
import { CREDENTIAL, fakeGate } from './fake-gate.ts'

const permit = (...masks: Mask[]) => ({ masks, uses: null }) as unknown as Permit
const gone = new AbortController().signal
const headers = [
  ['accept', '*/*'],
  ['accept-encoding', 'br, gzip'],
  ['range', 'bytes=0-9'],
  ['if-range', '"1"'],
] as const
const matched = matchedOf({ request: requestOf({ method: 'PUT', path: '/a', query: '?b', headers }) })

test('the request as it was judged, with the credential that only the gate has', async () => {
  const { outgoing, masker } = await inject(fakeGate().gate, matched, permit(), gone)
  expect(outgoing).toEqual({
    method: 'PUT',
    target: '/a?b',
    headers: [...headers, ['authorization', `Bearer ${CREDENTIAL}`]],
  })
  expect(masker.body).toBe(false)
})

test('an answer that will be masked is asked for whole, and as text', async () => {
  const { outgoing } = await inject(fakeGate().gate, matched, permit({ code: 'm', detector: 'jwt' }), gone)
  expect(outgoing.headers).toEqual([
    ['accept', '*/*'],
    ['authorization', `Bearer ${CREDENTIAL}`],
    ['accept-encoding', 'identity'],
  ])
})

test('the very first masked answer can’t give away the credential that this request opened', async () => {
  const { masker } = await inject(fakeGate().gate, matched, permit({ code: 'm', header: 'x-key' }), gone)
  const redactor = masker.redactor()
  const text = Buffer.concat([redactor.write(Buffer.from(`you sent ${CREDENTIAL}.`)), redactor.end()])
  expect(text.toString()).toBe('you sent [masked:credential].')
})

test('a detector that there is none of is refused', async () => {
  await expect(inject(fakeGate().gate, matched, permit({ code: 'm', detector: 'none' }), gone)).rejects.toMatchObject({
    code: 'ERR_UNMASKABLE',
  })
})

test('a source that takes its time is not waited for once the exchange is cut', async () => {
  const cut = new AbortController()
  const credentials = { ...fakeGate().gate.credentials, open: () => new Promise<never>(() => {}) }
  const injected = inject(fakeGate({ credentials }).gate, matched, permit(), cut.signal)
  cut.abort(new Error('cut'))
  await expect(injected).rejects.toThrow('cut')
})
