import { hash } from 'node:crypto'
import { type Bound, digestOf } from '../../src/approvals/digest.ts'
import { aRequirement, aSession } from '../support/rows.ts'

const { trust } = aSession()

const bound: Bound = {
  session: { id: 's1', agent: 'shop-bot', issuer: 'ci', subject: 'repo:acme/shop', run: '77/1', trust, claims: {} },
  connection: 'shop',
  operations: [{ kind: 'http.post', access: 'write', resource: '/orders', detail: { b: 1, a: { d: [2], c: null } } }],
  target: '/orders?page=2',
  body: 'ab'.repeat(32),
  requirements: [aRequirement()],
}
const [operation] = bound.operations

test('the digest is SHA-256 over the members as JSON, keys in order', () => {
  const text =
    '["shop-bot","ci","repo:acme/shop","77/1","shop",[{"access":"write","detail":{"a":{"c":null,"d":[2]},"b":1},' +
    `"kind":"http.post","resource":"/orders"}],"/orders?page=2","${'ab'.repeat(32)}",` +
    '[{"code":"git/protected-branches","from":["leads"],"operation":0,"quorum":1}],[{"kind":"ci","name":"ci ada"}]]'
  expect(digestOf(bound)).toBe(hash('sha256', text))
})

test('neither the order of keys nor the session within a run matters', () => {
  const reordered = { ...operation, detail: { a: { c: null, d: [2] }, b: 1 } }
  expect(digestOf({ ...bound, operations: [reordered] })).toBe(digestOf(bound))
  expect(digestOf({ ...bound, session: { ...bound.session, id: 's2' } })).toBe(digestOf(bound))
})

test('how long is asked, and in which channel, makes it no other question', () => {
  const requirements = [aRequirement({ seconds: 5, channel: 'C012' })]
  expect(digestOf({ ...bound, requirements })).toBe(digestOf(bound))
})

test.each<[string, Partial<Bound>]>([
  ['agent', { session: { ...bound.session, agent: 'till-bot' } }],
  ['issuer', { session: { ...bound.session, issuer: 'other' } }],
  ['subject', { session: { ...bound.session, subject: 'repo:acme/till' } }],
  ['run', { session: { ...bound.session, run: '78/1' } }],
  ['trigger', { session: { ...bound.session, trust: { ...trust, actor: 'bea' } } }],
  ['address', { session: { ...bound.session, claims: { user_email: 'bea@shop.test' } } }],
  ['connection', { connection: 'till' }],
  ['operation', { operations: [{ ...operation, resource: '/orders/1' }] }],
  ['order of a list', { operations: [operation, { ...operation, kind: 'http.get' }] }],
  ['detail', { operations: [{ ...operation, detail: { b: 2, a: { d: [2], c: null } } }] }],
  ['target', { target: '/orders?page=3' }],
  ['body', { body: 'cd'.repeat(32) }],
  ['body unread', { body: null }],
  ['question', { requirements: [aRequirement({ code: 'http/writes' })] }],
  ['quorum', { requirements: [aRequirement({ quorum: 2 })] }],
  ['group', { requirements: [aRequirement({ from: ['owners'] })] }],
])('another %s is another digest', (_what, change) => {
  expect(digestOf({ ...bound, ...change })).not.toBe(digestOf(bound))
})

test('without a known run the session alone is bound', () => {
  const alone = (id: string) => digestOf({ ...bound, session: { ...bound.session, run: null, id } })
  expect(alone('s1')).toBe(alone('s1'))
  expect(alone('s1')).not.toBe(alone('s2'))
})
