import type { Reader } from '../../../src/api/pages/approval.ts'
import { approvalsPage } from '../../../src/api/pages/approvals.ts'
import { anApproval, anAsk, NOON } from '../../support/rows.ts'

const reader: Reader = { person: null, base: 'https://gate.test', now: NOON, refusal: null }

test('each that waits, with the way to its page; again after half a minute', () => {
  const operation = { kind: 'http.POST', access: 'write', resource: '/<b>', detail: {} } as const
  const ask = anAsk('s-1', { operations: [operation, operation] })
  const { body, refresh } = approvalsPage([anApproval(ask)], reader)
  expect(String(body)).toContain(
    '<a href="https://gate.test/approvals/a-1"><bdi>http.POST /&#60;b&#62;</bdi></a> and 1 more',
  )
  expect(String(body)).toContain('<bdi>shop-bot</bdi>, <bdi>shop</bdi>: pending, until <time')
  expect(refresh).toBe(30)
})

test('nothing waits', () => {
  expect(String(approvalsPage([], reader).body)).toContain('<h1>Nothing waits</h1>')
})
