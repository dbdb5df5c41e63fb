import { openHoneytokens } from '../src/open-honeytokens.ts'

const configured = { revoke: false, variables: { DEPLOY_KEY: 'aws-access-key', MIRROR: 'github-token' } } as const

function ports() {
  const calls: unknown[][] = []
  const noted =
    <T>(name: string, answer: T) =>
    (...given: unknown[]): T => {
      calls.push([name, ...given])
      return answer
    }
  const mark = { honeytoken: 'DEPLOY_KEY', place: 'body', exchange: 'x-1', at: 5 } as const
  return {
    calls,
    keys: { keyOf: noted('key', Promise.resolve(Buffer.alloc(32, 3))) },
    sessions: {
      mark: noted('mark', Promise.resolve(mark)),
      end: noted('end', Promise.resolve(true)),
      forget: noted('forget', undefined),
    },
    metrics: { honeytokenSeen: noted('counted', undefined) },
    log: { warn: noted('warned', undefined) },
    now: () => 5,
  }
}

test('without any, there is nothing, and no key', async () => {
  const { calls, ...given } = ports()
  expect(await openHoneytokens({ honeytokens: null }, given)).toBeNull()
  expect(calls).toEqual([])
})

test('what a session’s job is handed is what is found, at every replica', async () => {
  const one = (await openHoneytokens({ honeytokens: configured }, ports()))!
  const other = (await openHoneytokens({ honeytokens: configured }, ports()))!
  const variables = one.variables('s-1')
  expect(Object.keys(variables)).toEqual(['DEPLOY_KEY', 'MIRROR'])
  const seen: string[] = []
  const watcher = other.of('s-1').watcher('bytes', (honeytoken) => seen.push(honeytoken))
  watcher.write(Buffer.from(`a ${variables.MIRROR} ${one.variables('s-2').DEPLOY_KEY} ${variables.DEPLOY_KEY}`))
  watcher.end()
  expect(seen).toEqual(['MIRROR', 'DEPLOY_KEY'])
  expect(one.of('s-1')).toBe(one.of('s-1'))
})

test('a sighting is warned of and counted, and never by its value', async () => {
  const { calls, ...given } = ports()
  const honeytokens = (await openHoneytokens({ honeytokens: configured }, given))!
  const sighting = { honeytoken: 'DEPLOY_KEY', place: 'body', exchange: 'x-1' } as const
  expect(await honeytokens.alarm('s-1', sighting)).toMatchObject({ ended: false })
  expect(calls).toEqual([
    ['key', 'honeytokens'],
    ['warned', { session: 's-1', ...sighting }, 'honeytoken seen'],
    ['counted', 'DEPLOY_KEY', 'body'],
    ['mark', 's-1', { ...sighting, at: 5 }],
    ['forget', 's-1'],
  ])
})
