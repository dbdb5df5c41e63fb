import { inputOf } from '../../src/core/judged-input.ts'
import { aDecision, anIntent, aSession } from '../support/rows.ts'

test('what was judged is put together of an exchange, its session and the decision', () => {
  const session = aSession()
  const { id, agent, issuer, subject, groups, claims, trust } = session
  const intent = anIntent()
  const asked = { ...aDecision().asked, counters: { 'a/b': 1 } }
  expect(inputOf(session, intent, { asked })).toEqual({
    version: 1,
    session: { id, agent, issuer, subject, groups, claims, trust, counters: { 'a/b': 1 } },
    lease: null,
    connection: { name: 'shop', protocol: 'http', labels: {} },
    request: { method: 'POST', host: 'shop.test', path: '/orders' },
    operations: intent.operations,
    approval: null,
    at: asked.at,
  })
})

test('a mark is the one that there was then', () => {
  const mark = { honeytoken: 'KEY', place: 'body', exchange: 'x-1', at: '2040-01-02T12:00:00Z' } as const
  const session = aSession({ mark: { ...mark, at: 5 } })
  const { asked } = aDecision()
  expect(inputOf(session, anIntent(), { asked: { ...asked, mark } }).session.mark).toEqual(mark)
  expect(inputOf(session, anIntent(), { asked }).session).not.toHaveProperty('mark')
})
