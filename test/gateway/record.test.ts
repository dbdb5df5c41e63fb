import { record } from '../../src/gateway/record.ts'
import { githubToken } from '../masking/secrets.ts'
import { aLease, NOON } from '../support/rows.ts'
import { fakeExchange, matchedOf, requestOf } from './fake-exchange.ts'
import { allow, fakeGate } from './fake-gate.ts'

const NOTHING_USED = { uses: [], grants: [] }
const lease = aLease()

test('who asked for what, where, and what the policy said', async () => {
  const { gate, intents } = fakeGate()
  const { exchange } = fakeExchange({ decisions: [allow] })
  const operation = {
    kind: 'http.GET',
    access: 'read',
    resource: '/żółw',
    detail: { size: [1, null, true, 'ü'] },
  } as const
  const matched = matchedOf({
    operations: [operation],
    request: requestOf({ query: '?page=2', headers: [['accept', '*/*']] }),
  })
  await record(gate, exchange, matched, { uses: ['a-1'], grants: [lease] })
  expect(intents).toEqual([
    {
      exchange: 'x-1',
      session: matched.session.id,
      connection: 'shop',
      protocol: 'http',
      method: 'GET',
      host: 'gate.test',
      target: '/a?page=2',
      headers: [['accept', '*/*']],
      operations: [operation],
      decisions: [allow],
      at: NOON,
      uses: ['a-1'],
      grants: [lease],
      inspectionOf: null,
    },
  ])
  expect(exchange.intended).toBe(true)
})

test('a request whose operations were never read is on record all the same', async () => {
  const { gate, intents } = fakeGate()
  await record(gate, fakeExchange().exchange, matchedOf(), NOTHING_USED)
  expect(intents[0]!.operations).toEqual([])
})

test('nor in the names of what it sends, and in what rules and people say about it', async () => {
  const { gate, intents } = fakeGate()
  const detail = { query: { [githubToken]: [''] } }
  const said = `no branch called ${githubToken}`
  const approval = {
    satisfied: [{ code: 'a/b', operation: 0, by: ['ada'], at: '2030-01-01T00:00:00Z', reason: `for ${githubToken}` }],
  }
  const judged = { ...allow, reasons: [{ code: 'a/b', message: said, fix: said }], asked: { ...allow.asked, approval } }
  const operation = { kind: 'http.GET', access: 'read', resource: '/', detail } as const
  const { exchange } = fakeExchange({ decisions: [judged as unknown as typeof allow] })
  await record(gate, exchange, matchedOf({ operations: [operation] }), NOTHING_USED)
  const text = JSON.stringify(intents)
  expect(text).not.toContain(githubToken)
  expect(text.match(/\[masked:github-token\]/g)).toHaveLength(4)
})

test('no secret that the agent sends gets into the journal, wherever it stands', async () => {
  const { gate, intents } = fakeGate()
  const password = ['hunter', '2', 'hunter'].join('')
  const detail = {
    path: `/${githubToken}`,
    query: { password: [password], żółw: githubToken },
    list: [{ note: githubToken }],
  }
  await record(
    gate,
    fakeExchange().exchange,
    matchedOf({
      operations: [{ kind: 'http.GET', access: 'read', resource: `/${githubToken}/é`, detail }],
      request: requestOf({
        path: `/${githubToken}`,
        query: `?password=${password}`,
        headers: [['x-note', githubToken]],
      }),
    }),
    NOTHING_USED,
  )
  const { target, headers, operations } = intents[0]!
  expect([target, headers, operations]).toEqual([
    '/[masked:github-token]?password=[masked:generic-api-key]',
    [['x-note', '[masked:github-token]']],
    [
      {
        kind: 'http.GET',
        access: 'read',
        resource: '/[masked:github-token]/é',
        detail: {
          path: '/[masked:github-token]',
          query: { password: ['[masked:generic-api-key]'], żółw: '[masked:github-token]' },
          list: [{ note: '[masked:github-token]' }],
        },
      },
    ],
  ])
})

test('a journal that refuses leaves the exchange unrecorded', async () => {
  const journal = { intend: () => Promise.reject(new Error('away')), reach: async () => {}, settle: () => {} }
  const { exchange } = fakeExchange()
  await expect(record(fakeGate({ journal }).gate, exchange, matchedOf(), NOTHING_USED)).rejects.toThrow('away')
  expect(exchange.intended).toBeUndefined()
})
