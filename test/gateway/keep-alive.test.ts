import { jest } from '@jest/globals'
import { keepAlive } from '../../src/gateway/keep-alive.ts'
import { fakeExchange, waiting } from './fake-exchange.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

test('the answer begins at once, with what there is to say', async () => {
  const { exchange, wire } = fakeExchange()
  const stop = keepAlive(exchange, waiting, ['one', 'two'], 'still there')
  const sent = await wire()
  expect(sent).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: text\/x-lines\r\n/)
  expect(sent.match(/\[.*?\]/g)).toEqual(['[one]', '[two]'])
  expect(exchange.waiting).toBe(waiting)
  stop()
})

test('an answer that has begun goes on', async () => {
  const { exchange, wire } = fakeExchange()
  keepAlive(exchange, waiting, ['one'], 'still there')()
  await wire()
  keepAlive(exchange, waiting, ['two'], 'still there')()
  expect(await wire()).toBe('5\r\n[two]\r\n')
})

test('then a tick every five seconds, a line at every sixth, and nothing once it is stopped', async () => {
  const { exchange, wire } = fakeExchange()
  const stop = keepAlive(exchange, waiting, ['one'], 'still there')
  await wire()
  jest.advanceTimersByTime(4_999)
  expect(await wire()).toBe('')
  jest.advanceTimersByTime(30_001)
  const line = '[still there]'
  const chunks = ['.', '.', '.', '.', '.', line, '.'].map((text) => `${text.length.toString(16)}\r\n${text}\r\n`)
  expect(await wire()).toBe(chunks.join(''))
  stop()
  jest.advanceTimersByTime(60_000)
  expect(await wire()).toBe('')
})
