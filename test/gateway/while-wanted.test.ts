import { getEventListeners } from 'node:events'
import { whileWanted } from '../../src/gateway/while-wanted.ts'

const never = new Promise<string>(() => {})

test('what comes in time is handed on, and so is what it fails with; nobody listens after that', async () => {
  const { signal } = new AbortController()
  expect(await whileWanted(signal, Promise.resolve('it'))).toBe('it')
  await expect(whileWanted(signal, Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('once nobody wants it, nobody waits for it', async () => {
  const wanted = new AbortController()
  const waiting = whileWanted(wanted.signal, never)
  wanted.abort(new Error('cut'))
  await expect(waiting).rejects.toThrow('cut')
  await expect(whileWanted(wanted.signal, never)).rejects.toThrow('cut')
})
