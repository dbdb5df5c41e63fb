import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { HoneytokensInside, InspectionPorts } from '../../../src/core/adapter.ts'
import type { NonEmpty } from '../../../src/core/json.ts'
import type { Operation } from '../../../src/core/operation.ts'
import { git } from '../../../src/protocols/git/index.ts'
import { bound, inspectWith, type PushInspector } from '../../../src/protocols/git/inspect.ts'
import { FLUSH, packet } from '../../../src/protocols/git/pkt-line.ts'
import { requestOf } from '../requests.ts'

const [A, B, NONE] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)]
const PACK = Buffer.from('PACK and so on')
const HEADERS = [['content-type', 'application/x-git-receive-pack-request']] as const

type Asked = Parameters<PushInspector['inspect']>[0]

interface Options {
  readonly capabilities?: string
  readonly gzip?: boolean
  readonly cut?: number
  readonly honeytokens?: HoneytokensInside
}

/** Inspects a push of these commands, and tells what the inspector was asked. */
async function inspected(commands: string[], options: Options = {}) {
  const { capabilities = 'report-status', gzip = false, cut = 0, honeytokens } = options
  const [first, ...rest] = commands
  const lines = [packet(`${first}\0${capabilities}\n`), ...rest.map((line) => packet(`${line}\n`)), FLUSH]
  const plain = Buffer.concat([...lines, PACK])
  const body = gzip ? gzipSync(plain).subarray(0, cut === 0 ? undefined : -cut) : plain
  const headers = gzip ? ([...HEADERS, ['content-encoding', 'gzip']] as const) : HEADERS
  const request = requestOf({ method: 'POST', target: '/acme/shop.git/git-receive-pack', headers, body })
  const asked: Asked[] = []
  const calls: string[] = []
  const tasks: (() => Promise<void>)[] = []
  const inspector: PushInspector = {
    async inspect(push) {
      asked.push(push)
      return push.moves.map(({ ref }) => ({ of: ref }))
    },
    async refs({ url }) {
      calls.push(`refs ${url}`)
      return new Map([[A, ['refs/heads/main', 'refs/tags/v1']]])
    },
    async refresh(name, { url }) {
      calls.push(`refresh ${name.connection} ${name.repository} ${name.objectFormat} ${url}`)
    },
  }
  const ports: InspectionPorts = {
    needs: new Set(),
    signal: new AbortController().signal,
    async body() {
      calls.push('body')
      return { bytes: body.length, stream: () => Readable.from([body.subarray(0, 60), body.subarray(60)]) }
    },
    async upstream() {
      calls.push('upstream')
      return 'http://127.0.0.1:9/door'
    },
    afterwards: (task) => void tasks.push(task),
    ...(honeytokens && { honeytokens }),
  }
  const operations = await git.normalise(request)
  const found = await inspectWith(inspector)(request, operations, ports)
  return { operations, found, asked, calls, tasks }
}

const read = async (push: Asked) => Buffer.concat(await push.pack().toArray())

test('each ref that is made or moved gets what its pack holds; what is deleted stays as it is', async () => {
  const { found, asked } = await inspected([
    `${A} ${NONE} refs/heads/gone`,
    `${NONE} ${B} refs/heads/new`,
    `${A} ${B} refs/heads/main`,
  ])
  expect(asked).toMatchObject([
    {
      ...{ connection: 'shop', repository: 'acme/shop', objectFormat: 'sha1' },
      moves: [
        { ref: 'refs/heads/main', old: A, new: B },
        { ref: 'refs/heads/new', old: null, new: B },
      ],
    },
  ])
  expect(found.map(({ resource, detail }) => [resource, (detail as { inspection?: object }).inspection])).toEqual([
    ['acme/shop#refs/heads/gone', undefined],
    ['acme/shop#refs/heads/main', { of: 'refs/heads/main' }],
    ['acme/shop#refs/heads/new', { of: 'refs/heads/new' }],
  ])
})

test.each([false, true])('the pack begins after the commands, as often as it is read (gzip: %s)', async (gzip) => {
  const { asked } = await inspected([`${A} ${B} refs/heads/main`], { gzip })
  expect([await read(asked[0]!), await read(asked[0]!)]).toEqual([PACK, PACK])
})

test('a body whose gzip breaks off ends the pack with an error, whether or not anybody reads on', async () => {
  const { asked } = await inspected([`${A} ${B} refs/heads/main`], { gzip: true, cut: 8 })
  await expect(read(asked[0]!)).rejects.toThrow('The body of the push is not what it says it is.')
  const given = asked[0]!.pack()
  const closed = new Promise((resolve) => given.on('close', resolve))
  given.read()
  await closed
})

test('the upstream is asked for by the path that the client uses, afterwards as well', async () => {
  const { asked, calls, tasks } = await inspected([`${A} ${B} refs/heads/main`])
  expect(await asked[0]!.remote()).toEqual({ url: 'http://127.0.0.1:9/door/acme/shop.git' })
  await tasks[0]!()
  expect(calls).toEqual([
    'body',
    'upstream',
    'upstream',
    'refresh shop acme/shop sha1 http://127.0.0.1:9/door/acme/shop.git',
  ])
})

test('the object format is the push’s own', async () => {
  const wide = [`${'0'.repeat(64)} ${'b'.repeat(64)} refs/heads/main`]
  const { asked } = await inspected(wide, { capabilities: 'report-status object-format=sha256' })
  expect(asked[0]).toMatchObject({ objectFormat: 'sha256', moves: [{ old: null }] })
})

test('where nothing is made or moved there is nothing to look into', async () => {
  const { operations, found, calls } = await inspected([`${A} ${NONE} refs/heads/gone`])
  expect(found).toBe(operations)
  expect(calls).toEqual([])
})

/** Looks into a fetch of A and B, where policy needs so much. */
async function fetched(needs: readonly string[]) {
  const body = Buffer.concat([
    packet('command=fetch'),
    Buffer.from('0001'),
    packet(`want ${A}\n`),
    packet(`want ${B}\n`),
    FLUSH,
  ])
  const type = 'application/x-git-upload-pack-request'
  const headers = [
    ['git-protocol', 'version=2'],
    ['content-type', type],
  ] as const
  const request = requestOf({ method: 'POST', target: '/acme/shop.git/git-upload-pack', headers, body })
  const operations = await git.normalise(request)
  const urls: string[] = []
  const inspector = {
    async refs({ url }: { url: string }) {
      urls.push(url)
      return new Map([[A, ['refs/heads/main', 'refs/tags/v1']]])
    },
  } as Partial<PushInspector> as PushInspector
  const ports = { needs: new Set(needs), upstream: async () => 'http://127.0.0.1:9/door' } as Partial<InspectionPorts>
  const found = await inspectWith(inspector)(request, operations, ports as InspectionPorts)
  return { operations, found, urls }
}

test('the refs that a fetch wants are looked up where policy needs them, and only there', async () => {
  const { found, urls } = await fetched(['wanted_refs'])
  expect(found[0].detail).toMatchObject({ wanted_refs: { [A]: ['refs/heads/main', 'refs/tags/v1'], [B]: [] } })
  expect(urls).toEqual(['http://127.0.0.1:9/door/acme/shop.git'])
  const plain = await fetched([])
  expect(plain.found).toBe(plain.operations)
  expect(plain.urls).toEqual([])
})

const push: NonEmpty<Operation> = [
  {
    kind: 'git.push',
    access: 'write',
    resource: 'acme/shop#refs/heads/main',
    detail: { ref: 'refs/heads/main', new: B },
  },
]
const inspection = (fingerprints: string[], more = {}) => ({
  inspection: { findings: fingerprints.map((fingerprint) => ({ fingerprint })), ...more },
})
const withDetail = (more: object): NonEmpty<Operation> => [
  { ...push[0], detail: { ...(push[0].detail as object), ...more } },
]

test('an approval is bound to the commands and the findings, and to nothing that another look may tell otherwise', () => {
  expect(bound(push)).toEqual(push)
  expect(bound(withDetail(inspection(['2', '1', '2'], { commit_count: 5 })))).toEqual(
    withDetail({ findings: ['1', '2'] }),
  )
  expect(bound(withDetail(inspection(['1'])))).not.toEqual(bound(withDetail(inspection(['1', '2']))))
})

test('honeytokens are looked for where there are any', async () => {
  const honeytokens = { telltales: [{ honeytoken: 'KEY', value: 'decoy' }], seen: () => {} }
  const push = `${NONE} ${A} refs/heads/topic`
  expect((await inspected([push], { honeytokens })).asked[0]!.honeytokens).toBe(honeytokens)
  expect((await inspected([push])).asked[0]).not.toHaveProperty('honeytokens')
})
