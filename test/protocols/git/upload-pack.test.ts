import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { readFetch, versionOf } from '../../../src/protocols/git/upload-pack.ts'

const oid = (at: number) => at.toString(16).padStart(40, '0')
const ended = { ended: true, cut: false }
const open = { ended: false, cut: false }
const cut = { ended: false, cut: true }
const wants = (count: number) => Buffer.concat(Array.from({ length: count }, (_, at) => packet(`want ${oid(at)}\n`)))
const oids = (count: number) => Array.from({ length: count }, (_, at) => oid(at))
const flush = Buffer.from('0000')
const command = Buffer.concat([packet('command=fetch'), Buffer.from('0001')])

test.each([
  [[], 0],
  [[['git-protocol', 'version=2']], 2],
  [[['git-protocol', 'version=1']], 1],
  [[['git-protocol', 'version=1:version=2']], 2],
  [[['git-protocol', 'version=20']], 0],
  [[['git-protocol', 'key:version=2:other=1']], 2],
] as const)('%j asks for version %i', (headers, version) => {
  expect(versionOf(headers)).toBe(version)
})

/** What a fetch is that asks for nothing but these. */
const fetchOf = (wants: readonly string[], more: object = {}) => ({
  command: 'fetch',
  server_options: [],
  wants,
  refs: [],
  truncated: false,
  filter: [],
  shallow: null,
  ...more,
})
const v2 = (...lines: string[]) => Buffer.concat([command, ...lines.map((line) => packet(line)), flush])

test('two thousand wants are listed, and one more is told of', () => {
  expect(readFetch(Buffer.concat([wants(2000), flush]), ended, 0)).toEqual(fetchOf(oids(2000)))
  expect(readFetch(Buffer.concat([wants(2001), flush]), open, 0)).toEqual(fetchOf(oids(2000), { truncated: true }))
  expect(readFetch(Buffer.concat([command, wants(2001), flush]), ended, 2)).toEqual(
    fetchOf(oids(2000), { truncated: true }),
  )
})

test('a fetch that has more haves than are read may want more than is known', () => {
  const haves = Buffer.concat(Array.from({ length: 9 }, (_, at) => packet(`have ${oid(at)}`)))
  const bytes = Buffer.concat([command, wants(1), haves])
  expect(readFetch(bytes, open, 2)).toBeUndefined()
  expect(readFetch(bytes, cut, 2)).toEqual(fetchOf(oids(1), { truncated: true }))
})

test('in version 0 the wants end before the haves', () => {
  const bytes = Buffer.concat([wants(1), flush, packet(`have ${oid(1)}`), packet(`want ${oid(2)}`)])
  expect(readFetch(bytes, open, 0)).toEqual(fetchOf(oids(1)))
})

test('capabilities after the first want are no part of it', () => {
  const bytes = Buffer.concat([packet(`want ${oid(7)} ofs-delta agent=x\n`), flush])
  expect(readFetch(bytes, open, 1)).toEqual(fetchOf([oid(7)]))
})

const shallow = { boundary: 1, deepen: 3, deepen_since: null, deepen_not: [], deepen_relative: true }

test.each([0, 1] as const)('in version %i filter and depth stand among the wants', (version) => {
  const lines = [`want ${oid(7)} filter deepen-relative`, `shallow ${oid(8)}`, 'deepen 3', 'filter blob:limit=1k']
  const bytes = Buffer.concat([...lines.map((line) => packet(line)), flush])
  expect(readFetch(bytes, open, version)).toEqual(fetchOf([oid(7)], { filter: ['blob:limit=1k'], shallow }))
})

test('in version 2 filter, depth and refs by name stand among the arguments', () => {
  const lines = [`want ${oid(7)}`, `shallow ${oid(8)}`, 'deepen 3', 'deepen-relative', 'filter tree:0', 'done']
  expect(readFetch(v2(...lines, 'want-ref HEAD', 'want-ref refs/heads/a'), ended, 2)).toEqual(
    fetchOf([oid(7)], { refs: ['HEAD', 'refs/heads/a'], filter: ['tree:0'], shallow }),
  )
})

test('server options are read', () => {
  const bytes = Buffer.concat([packet('command=ls-refs'), packet('server-option=a=b\n'), flush])
  expect(readFetch(bytes, ended, 2)).toEqual(fetchOf([], { command: 'ls-refs', server_options: ['a=b'] }))
})

test('the objects whose sizes are asked for are wanted', () => {
  const bytes = Buffer.concat([
    packet('command=object-info'),
    Buffer.from('0001'),
    packet('size'),
    packet(`oid ${oid(1)}`),
  ])
  expect(readFetch(Buffer.concat([bytes, flush]), ended, 2)).toEqual(fetchOf([oid(1)], { command: 'object-info' }))
})

test('in version 2 nothing may follow the flush, which is known at the end of the body only', () => {
  const bytes = v2(`want ${oid(1)}`)
  expect(readFetch(bytes, open, 2)).toBeUndefined()
  expect(() => readFetch(Buffer.concat([bytes, packet(`want ${oid(2)}`)]), open, 2)).toThrow(
    expect.objectContaining({ message: 'Something follows the end of the Git command.' }),
  )
})

test.each([
  [
    v2('packfile-uris https'),
    "Sallyport doesn't pass on packfile URIs: they lead to other places than the repository.",
  ],
  [v2('frobnicate'), 'Sallyport does not know the argument "frobnicate" of Git\'s fetch.'],
  [v2('want-ref --upload-pack=x'), 'The fetch wants a ref that is none.'],
  [v2('have --x'), 'A have of the fetch names something that is no object name.'],
  [Buffer.concat([command, Buffer.from('0001'), flush]), 'A fetch holds no delimiter packet among its arguments.'],
  [
    Buffer.concat([packet('command=bundle-uri'), flush]),
    "Sallyport doesn't tell of bundles: they are kept at other places, to which it doesn't lead.",
  ],
  [
    Buffer.concat([packet('command=fetch'), packet('frobnicate'), flush]),
    'Sallyport does not know Git\'s capability "frobnicate".',
  ],
  [
    Buffer.concat([packet('command=ls-refs'), Buffer.from('0001'), packet('ref-prefix a b'), flush]),
    'Sallyport does not know the argument "ref-prefix a b" of Git\'s ls-refs.',
  ],
])('%s is refused', (bytes, message) => {
  expect(() => readFetch(bytes, ended, 2)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})

test('a request is read as soon as it is all there, and not before', () => {
  const bytes = v2(`want ${oid(1)}`, 'filter blob:none')
  for (let size = 0; size < bytes.length; size++) expect(readFetch(bytes.subarray(0, size), ended, 2)).toBeUndefined()
})
