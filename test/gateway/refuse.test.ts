import { GatewayError } from '../../src/core/errors.ts'
import type { Refusal } from '../../src/core/refusal.ts'
import type { Exchange } from '../../src/gateway/exchange.ts'
import { plain, refusalOf, refuse } from '../../src/gateway/refuse.ts'
import { fakeExchange, matchedOf, waiting } from './fake-exchange.ts'
import { allow, deny } from './fake-gate.ts'

const refusal: Refusal = { code: 'ERR_DENIED', status: 403, message: 'No.', fix: 'Ask.', reasons: [], exchange: 'x-1' }
const write = { kind: 'http.POST', access: 'write', resource: '/a', detail: {} } as const

describe('the words', () => {
  const of = (
    code: 'ERR_DENIED' | 'ERR_UNMASKABLE' | 'ERR_UPSTREAM_BROKEN',
    more: Partial<Exchange>,
    approval?: string,
  ) => refusalOf(fakeExchange(more).exchange, new GatewayError(code, 'No.', { fix: 'Ask.' }), approval)

  test("the error's own, with the policy's last reasons where the policy refused", () => {
    expect(of('ERR_DENIED', { decisions: [allow, deny] }, 'a-1')).toEqual({
      ...refusal,
      ...{ reasons: deny.reasons, approval: 'a-1', performed: undefined },
    })
    expect(of('ERR_UPSTREAM_BROKEN', { decisions: [allow] }).reasons).toEqual([])
    expect(of('ERR_DENIED', {}).reasons).toEqual([])
  })

  test.each([
    ['a write whose answer can’t be masked', 'ERR_UNMASKABLE', true, write, true],
    ['a read', 'ERR_UNMASKABLE', true, { ...write, access: 'read' }, undefined],
    ['what was never sent', 'ERR_UNMASKABLE', false, write, undefined],
    ['what may not have been carried out', 'ERR_UPSTREAM_BROKEN', true, write, undefined],
  ] as const)('performed, of %s', (_what, code, forwarded, operation, performed) => {
    const matched = matchedOf({ operations: [operation] })
    expect(of(code, { forwarded, matched }).performed).toBe(performed)
  })
})

describe('how a client is told', () => {
  const told = async (more: Partial<Exchange> = {}, method = 'GET') => {
    const { exchange, wire } = fakeExchange(more, method)
    return { status: await refuse(exchange, refusal), text: await wire(), exchange }
  }

  test('in plain text before its connection is known, in its protocol after that', async () => {
    const unknown = await told()
    expect(unknown.status).toBe(403)
    expect(unknown.text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\ncontent-type: text\/plain/)
    expect(unknown.text).toMatch(/\r\n\r\nERR_DENIED: No\.\nAsk\.\nexchange x-1\n$/)
    const known = await told({ matched: matchedOf() })
    expect(JSON.parse(known.text.split('\r\n\r\n')[1]!)).toEqual({
      error: { code: 'ERR_DENIED', message: 'No.', fix: 'Ask.', reasons: [], exchange: 'x-1' },
    })
  })

  test('HEAD gets the head alone', async () => {
    expect((await told({}, 'HEAD')).text).toMatch(/content-length: 34\r\n(?:.*\r\n)*\r\n$/)
  })

  test('in the middle of a hold, in the hold’s own way', async () => {
    const { exchange, res, wire } = fakeExchange({ waiting })
    res.writeHead(200)
    expect(await refuse(exchange, refusal)).toBe(200)
    expect(await wire()).toContain('[refused ERR_DENIED]')
  })

  test.each([{}, { waiting }])(
    'in the middle of the upstream’s answer, by being cut off: no second answer follows',
    async (held) => {
      const { exchange, res, client, wire } = fakeExchange({ ...held, answering: true })
      res.writeHead(201)
      res.write('half')
      expect(await refuse(exchange, refusal)).toBe(201)
      expect([res.destroyed, client.destroyed, await wire()]).toEqual([true, true, ''])
    },
  )

  test('not at all, once its answer is over or it is gone', async () => {
    for (const over of ['end', 'destroy'] as const) {
      const { exchange, res } = fakeExchange()
      res[over]()
      expect(await refuse(exchange, refusal)).toBe(403)
      expect(res.statusCode).toBe(200)
    }
  })
})

test('only after the upload is through; a stranger is told at once, and may not go on for as long', async () => {
  const limits: unknown[] = []
  const order: string[] = []
  const drain = async (limit?: object) => {
    limits.push(limit)
    await new Promise(setImmediate)
    order.push('drained')
  }
  const body = { length: 1, drain } as unknown as Exchange['body']
  for (const more of [{ body }, { body, matched: matchedOf() }]) {
    const { exchange, res } = fakeExchange(more)
    res.on('finish', () => order.push('answered'))
    await refuse(exchange, refusal)
  }
  await new Promise(setImmediate)
  expect(order).toEqual(['answered', 'drained', 'drained', 'answered'])
  expect(limits).toEqual([{ bytes: 16_777_216, milliseconds: 10_000 }, undefined])
})

test('a 401 asks for a token in the way that git and curl understand', () => {
  const { headers, body } = plain({ code: 'ERR_SESSION_REQUIRED', status: 401, message: 'Who?', exchange: 'x-1' })
  expect(headers).toContainEqual(['www-authenticate', 'Basic realm="Sallyport"'])
  expect(body.toString()).toBe('ERR_SESSION_REQUIRED: Who?\nexchange x-1\n')
  expect(plain({ code: 'ERR_DENIED', status: 403, message: 'No.', exchange: 'x-1' }).headers.flat()).not.toContain(
    'www-authenticate',
  )
})
