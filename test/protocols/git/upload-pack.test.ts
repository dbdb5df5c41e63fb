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

test('two hundred wants are listed, and one more is told of', () => {
  expect(readFetch(Buffer.concat([wants(200), flush]), ended, 0)).toEqual({
    command: 'fetch',
    wants: oids(200),
    truncated: false,
  })
  expect(readFetch(wants(201), open, 0)).toEqual({ command: 'fetch', wants: oids(200), truncated: true })
  expect(readFetch(Buffer.concat([command, wants(201)]), open, 2)).toEqual({
    command: 'fetch',
    wants: oids(200),
    truncated: true,
  })
})

test('a fetch that has more haves than are read may want more than is known', () => {
  const haves = Buffer.concat(Array.from({ length: 9 }, (_, at) => packet(`have ${oid(at)}`)))
  const bytes = Buffer.concat([command, wants(1), haves])
  expect(readFetch(bytes, open, 2)).toBeUndefined()
  expect(readFetch(bytes, cut, 2)).toEqual({ command: 'fetch', wants: oids(1), truncated: true })
})

test('in version 0 the wants end before the haves', () => {
  const bytes = Buffer.concat([wants(1), flush, packet(`have ${oid(1)}`), packet(`want ${oid(2)}`)])
  expect(readFetch(bytes, open, 0)).toEqual({ command: 'fetch', wants: oids(1), truncated: false })
})

test('capabilities after the first want are no part of it', () => {
  const bytes = Buffer.concat([packet(`want ${oid(7)} ofs-delta agent=x\n`), flush])
  expect(readFetch(bytes, open, 1)).toEqual({ command: 'fetch', wants: [oid(7)], truncated: false })
})
