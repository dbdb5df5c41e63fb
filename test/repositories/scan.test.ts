import { createHmac } from 'node:crypto'
import type { Telltale } from '../../src/core/honeytoken.ts'
import { scan } from '../../src/repositories/scan.ts'
import { type Forge, forge, runGit } from './forge.ts'

// Assembled, so that no scanner finds it in this file.
const TOKEN = ['ghp', '_', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO', '0pINUx'].join('')
const MiB = 1024 ** 2
const key = Buffer.alloc(32, 7)
const never = new AbortController().signal

let it: Forge
beforeEach(async () => {
  it = await forge({ empty: true })
})
afterEach(() => it.close())

const scanned = (except: string[] = [], telltales: readonly Telltale[] = []) =>
  scan({ env: { GIT_DIR: `${it.clone}/.git` }, except: new Set(except), key, telltales }, never)
const blob = async (content: string | Buffer) =>
  (await runGit(it.clone, ['hash-object', '-w', '--stdin'], content)).toString().trim()

test('a sighting says where, and never what', async () => {
  const object = await blob(`one\ntwo ${TOKEN}\n`)
  const found = await scanned()
  const fingerprint = createHmac('sha256', key).update(`github-token\0${TOKEN}`).digest('hex').slice(0, 32)
  expect(found).toEqual({
    sightings: [{ object, type: 'blob', rule: 'github-token', confidence: 'provider', line: 2, fingerprint }],
    truncated: false,
    binaries: new Set(),
    honeytokens: [],
  })
})

test('what is excepted isn’t looked at', async () => {
  const object = await blob(TOKEN)
  expect((await scanned([object])).sightings).toEqual([])
})

test('contents with a NUL near the beginning are binary', async () => {
  const binary = await blob(Buffer.concat([Buffer.alloc(7_999, 'a'), Buffer.from([0])]))
  await blob(Buffer.concat([Buffer.alloc(8_000, 'b'), Buffer.from([0])]))
  expect((await scanned()).binaries).toEqual(new Set([binary]))
})

test('large objects are scanned to their end, each secret once, wherever the pieces are cut', async () => {
  const line = 'plain text, nothing in it\n'
  // Around every multiple of what is scanned at once, and where the overlap begins, is in its middle, and ends.
  const places = [
    4 * MiB - 100,
    4 * MiB,
    4 * MiB + 64 * 1024 - 20,
    4 * MiB + 128 * 1024 - 20,
    8 * MiB + 60_000,
    9 * MiB,
  ]
  const text = Buffer.from(line.repeat(Math.ceil((10 * MiB) / line.length)))
  for (const place of places) text.write(` ${TOKEN} `, place, 'latin1')
  await blob(text)
  const found = (await scanned()).sightings.map((it) => it.line)
  const expected = places.map((place) => text.subarray(0, place + 1).filter((byte) => byte === 10).length + 1)
  expect(found).toEqual(expected)
})

test('commits and tags are scanned like files', async () => {
  const commit = await it.commit({}, `Use ${TOKEN}`)
  const { sightings } = await scanned()
  expect(sightings.map(({ object, type }) => [object, type])).toEqual([[commit, 'commit']])
})

test('honeytokens are told by name, as they are and in base64, wherever the pieces are cut', async () => {
  const telltales = ['A', 'B', 'C'].map((honeytoken) => ({ honeytoken, value: `${TOKEN}${honeytoken}`.repeat(2) }))
  const [a, b] = telltales.map(({ value }) => value) as [string, string]
  const text = Buffer.alloc(5 * MiB, 'x ')
  text.write(` ${a} `, 4 * MiB + 100 * 1024, 'latin1')
  const large = await blob(text)
  expect((await scanned([], telltales)).honeytokens).toEqual(['A'])
  await blob(Buffer.from(`x ${b}`).toString('base64'))
  expect((await scanned([large], telltales)).honeytokens).toEqual(['B'])
  expect((await scanned()).honeytokens).toEqual([])
})

test('and in base64 that is broken into lines', async () => {
  const telltales = [{ honeytoken: 'A', value: TOKEN }]
  const environment = Buffer.from(`HOME=/root\nPATH=/usr/bin:/bin:/usr/local/bin\nA=${TOKEN}\n`).toString('base64')
  const lines = environment.match(/.{1,76}/g)!
  expect(lines.length).toBeGreaterThan(1)
  const one = await blob(`${lines.join('\n')}\n`)
  expect((await scanned([], telltales)).honeytokens).toEqual(['A'])
  const other = await blob(`key: |\r\n  ${lines.join('\r\n  ')}\r\n`)
  expect((await scanned([one], telltales)).honeytokens).toEqual(['A'])
  expect((await scanned([one, other], telltales)).honeytokens).toEqual([])
})
