import { Readable } from 'node:stream'
import { jest } from '@jest/globals'
import type { Adapter, InspectionPorts } from '../../src/core/adapter.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { NonEmpty } from '../../src/core/json.ts'
import type { Operation } from '../../src/core/operation.ts'
import type { PeekedBody } from '../../src/gateway/body.ts'
import type { Exchange } from '../../src/gateway/exchange.ts'
import { inspect } from '../../src/gateway/inspect.ts'
import type { Spooled, Spooling } from '../../src/gateway/spool.ts'
import { http } from '../../src/protocols/http/index.ts'
import { fakeExchange, matchedOf, waiting } from './fake-exchange.ts'
import { fakeGate } from './fake-gate.ts'

const named: NonEmpty<Operation> = [{ kind: 'http.POST', access: 'write', resource: '/a', detail: {} }]
const found: NonEmpty<Operation> = [{ ...named[0], detail: { inside: true } }]
const needs: ReadonlySet<string> = new Set(['wanted_refs'])
const spooled = { bytes: 5, sha256: 'ab' } as Spooled
const spooling: Spooling = {
  stream: () => Readable.from([]),
  atLeast: async () => {},
  whole: Promise.resolve(spooled),
  remove: async () => {},
}

const body = { spool: async () => spooling } as unknown as PeekedBody

/** Runs an inspection by an adapter whose look is the one given. */
function looking(look: (ports: InspectionPorts) => Promise<NonEmpty<Operation>>, more: Partial<Exchange> = {}) {
  const { gate, calls } = fakeGate()
  const { exchange, wire } = fakeExchange({ body, ...more })
  const adapter: Adapter = {
    ...http,
    inspect: (_request, _operations, ports) => look(ports),
    wait: async () => waiting,
  }
  return { calls, exchange, wire, inspected: inspect(gate, exchange, matchedOf({ adapter }), named, needs) }
}

afterEach(() => {
  jest.useRealTimers()
})

test('where the adapter looks into nothing, the operations are the very same', async () => {
  const { exchange } = fakeExchange()
  expect(await inspect(fakeGate().gate, exchange, matchedOf(), named, needs)).toBe(named)
})

test('a body is put on disk first, and each stage on record', async () => {
  const { inspected, calls, exchange } = looking(async (ports) => {
    expect(await ports.body()).toBe(spooling)
    return found
  })
  expect(await inspected).toBe(found)
  expect(calls).toEqual(['reach uploading', 'reach inspecting'])
  expect(exchange.spooled).toBe(spooled)
})

test('an upload may be looked into before its end, and counts only with it', async () => {
  const whole = Promise.withResolvers<Spooled>()
  const asked: number[] = []
  const atLeast = async (bytes: number) => void asked.push(bytes)
  const slow = { spool: async () => ({ ...spooling, atLeast, whole: whole.promise }) } as unknown as PeekedBody
  let looked = false
  const { inspected, calls } = looking(
    async (ports) => {
      await ports.body()
      looked = true
      return found
    },
    { body: slow },
  )
  let over = false
  void inspected.then(() => {
    over = true
  })
  await new Promise(setImmediate)
  expect([asked, looked, over, calls]).toEqual([[4_194_304], true, false, ['reach uploading']])
  whole.resolve(spooled)
  expect(await inspected).toBe(found)
  expect(calls).toEqual(['reach uploading', 'reach inspecting'])
})

test('an upload that fails is the reason, whatever the look made of it; a look that fails frees the disk', async () => {
  const removed: string[] = []
  const failing = (whole: Promise<Spooled>) => {
    whole.catch(() => {})
    const remove = async () => void removed.push('removed')
    return looking(
      async (ports) => {
        await ports.body()
        await new Promise(setImmediate)
        throw new GatewayError('ERR_UNINTELLIGIBLE', 'No pack.')
      },
      { body: { spool: async () => ({ ...spooling, whole, remove }) } as unknown as PeekedBody },
    ).inspected
  }
  await expect(failing(Promise.reject(new GatewayError('ERR_SPOOL_QUOTA', 'Full.')))).rejects.toMatchObject({
    code: 'ERR_SPOOL_QUOTA',
  })
  await expect(failing(new Promise(() => {}))).rejects.toMatchObject({ code: 'ERR_UNINTELLIGIBLE' })
  expect(removed).toEqual(['removed', 'removed'])
})

test('the adapter is told what policy needs', async () => {
  const told: unknown[] = []
  await looking(async (ports) => {
    told.push(ports.needs)
    return found
  }).inspected
  expect(told).toEqual([needs])
})

test('one door, however often it is asked for; what comes afterwards waits', async () => {
  const task = async () => {}
  const { inspected, calls, exchange } = looking(async (ports) => {
    expect([await ports.upstream(), await ports.upstream()]).toEqual(Array(2).fill('http://127.0.0.1:9/door'))
    ports.afterwards(task)
    return found
  })
  await inspected
  expect(calls).toEqual(['open door'])
  expect(exchange.afterwards).toEqual([task])
})

test('a look that takes long is told of, with ticks and lines, until it is over', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  const over = Promise.withResolvers<NonEmpty<Operation>>()
  const { inspected, wire } = looking(async (ports) => {
    await ports.body()
    return over.promise
  })
  await new Promise(setImmediate)
  jest.advanceTimersByTime(4_999)
  expect(await wire()).toBe('')
  jest.advanceTimersByTime(1)
  expect(await wire()).toContain('[looking at what is inside]')
  await new Promise(setImmediate)
  jest.advanceTimersByTime(30_000)
  expect(await wire()).toContain('[still looking at what is inside]')
  over.resolve(found)
  await inspected
  jest.advanceTimersByTime(60_000)
  expect(await wire()).toBe('')
})

test('a look that takes too long is ended, in words', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  const { inspected } = looking(async ({ body, signal }) => {
    await body()
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('killed'))))
  })
  const refused = inspected.catch((error: GatewayError) => [error.code, error.message])
  await new Promise(setImmediate)
  jest.advanceTimersByTime(300_000)
  expect(await refused).toEqual([
    'ERR_INSPECTION_LIMIT',
    'Looking at what is inside the request took longer than 300 seconds.',
  ])
})

test('a client that goes ends the look', async () => {
  const gone = new AbortController()
  const { inspected } = looking(
    ({ signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('killed')))),
    { gone: gone.signal },
  )
  gone.abort(new Error('gone'))
  await expect(inspected).rejects.toThrow('gone')
})

test('what the look itself fails with is passed on', async () => {
  const { inspected } = looking(async () => {
    throw new GatewayError('ERR_UNINTELLIGIBLE', 'No pack.')
  })
  await expect(inspected).rejects.toMatchObject({ code: 'ERR_UNINTELLIGIBLE' })
})
