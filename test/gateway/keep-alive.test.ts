import { jest } from '@jest/globals'
import type { Approval } from '../../src/core/approval.ts'
import { keepAlive } from '../../src/gateway/keep-alive.ts'
import { anAsk, aRequirement, NOON } from '../support/rows.ts'
import { fakeExchange, waiting } from './fake-exchange.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

const requirements = [
  aRequirement({ from: ['leads', 'owners'], quorum: 2 }),
  aRequirement({ code: 'git/tags' }),
] as const
const approval: Approval = {
  ...anAsk('s-1', { requirements }),
  ...{ id: 'a-1', state: 'pending', askedAt: NOON, expiresAt: NOON + 1_000, votes: [] },
}

test('the answer begins at once, with what is asked of whom, and how to answer', async () => {
  const { exchange, wire } = fakeExchange()
  const stop = keepAlive(exchange, waiting, approval)
  const sent = await wire()
  expect(sent).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: text\/x-lines\r\n/)
  expect(sent.match(/\[.*?\]/g)).toEqual([
    '[held for approval]',
    '[git.push acme/shop#refs/heads/main needs 2 of leads, owners (git/protected-branches)]',
    '[git.push acme/shop#refs/heads/main needs 1 of leads (git/tags)]',
    '[approval a-1]',
    '[to answer: sallyport approvals approve a-1]',
  ])
  expect(exchange.waiting).toBe(waiting)
  stop()
})

test('then a tick every five seconds, a line at every sixth, and nothing once it is stopped', async () => {
  const { exchange, wire } = fakeExchange()
  const stop = keepAlive(exchange, waiting, approval)
  await wire()
  jest.advanceTimersByTime(4_999)
  expect(await wire()).toBe('')
  jest.advanceTimersByTime(30_001)
  const line = '[still waiting for approval a-1]'
  const chunks = ['.', '.', '.', '.', '.', line, '.'].map((text) => `${text.length.toString(16)}\r\n${text}\r\n`)
  expect(await wire()).toBe(chunks.join(''))
  stop()
  jest.advanceTimersByTime(60_000)
  expect(await wire()).toBe('')
})
