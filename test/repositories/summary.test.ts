import type { Quarantine } from '../../src/repositories/quarantine.ts'
import type { Sighting } from '../../src/repositories/scan.ts'
import { summarise } from '../../src/repositories/summary.ts'
import { walk } from '../../src/repositories/walk.ts'
import { type Forge, forge } from './forge.ts'

// What a whole push comes to is tried in inspector.test.ts.
const never = new AbortController().signal
let it: Forge
beforeAll(async () => {
  it = await forge()
})
afterAll(() => it.close())

test('each secret once for each file, in the order of the commits, on the refs that lead to it', async () => {
  const env = { GIT_DIR: `${it.clone}/.git` }
  const quarantine = { all: env, pushed: env } as unknown as Quarantine
  await it.git('checkout', '-q', '--detach')
  const first = await it.commit({ 'a.txt': 'one\n' })
  const second = await it.commit({ 'a.txt': 'two\n', 'b.txt': 'three\n' })
  const [one, two, three] = await Promise.all(
    [`${first}:a.txt`, `${second}:a.txt`, `${second}:b.txt`].map((name) => it.git('rev-parse', name)),
  )
  // HEAD counts as a ref.
  await it.git('checkout', '-q', 'main')
  const sighting = (object: string, fingerprint: string, line = 1): Sighting => {
    return { object, type: 'blob', rule: 'jwt', confidence: 'provider', line, fingerprint }
  }
  const sightings = [
    sighting(three!, 'f1'),
    sighting(two!, 'f1'),
    sighting(one!, 'f1'),
    sighting(two!, 'f2', 9),
    sighting('stray', 'f1'),
  ]
  const moves = [
    { ref: 'refs/heads/first', old: null, new: first },
    { ref: 'refs/heads/second', old: null, new: second },
  ]
  const scanned = { sightings, truncated: false, binaries: new Set([two!]), honeytokens: [] }
  const walked = await walk(quarantine, moves, never, true)
  const found = await summarise(quarantine, moves, { scanned, walked, ignored: new Set(['f2']) }, never)
  const told = found.map(({ findings }) =>
    findings.map(({ path, commit, fingerprint, ignored }) => [path, commit, fingerprint, ignored]),
  )
  expect(told).toEqual([
    [
      ['a.txt', first, 'f1', false],
      [null, null, 'f1', false],
    ],
    [
      ['a.txt', first, 'f1', false],
      ['a.txt', second, 'f2', true],
      ['b.txt', second, 'f1', false],
    ],
  ])
  expect(found[1]!.changes).toEqual([
    { path: 'a.txt', mode: '100644', size: 4, binary: true },
    { path: 'b.txt', mode: '100644', size: 6, binary: false },
  ])
  const cut = await summarise(
    quarantine,
    moves,
    { scanned: { ...scanned, truncated: true }, walked, ignored: new Set() },
    never,
  )
  expect(cut.map(({ finding_count, truncated }) => [finding_count, truncated])).toEqual([
    [null, true],
    [null, true],
  ])
})
