import type { Quarantine } from '../../src/repositories/quarantine.ts'
import { walk } from '../../src/repositories/walk.ts'
import { type Forge, forge } from './forge.ts'

let it: Forge
beforeAll(async () => {
  it = await forge()
})
afterAll(() => it.close())

test('each path with each of its modes and all of its contents; contents where they first came about', async () => {
  const quarantine = { all: { GIT_DIR: `${it.clone}/.git` } } as unknown as Quarantine
  await it.git('checkout', '-q', '--detach')
  const first = await it.commit({ 'a.txt': 'one\n' })
  const one = await it.git('rev-parse', 'HEAD:a.txt')
  await it.commit({ 'a.txt': 'two\n' })
  const two = await it.git('rev-parse', 'HEAD:a.txt')
  await it.commit({ 'a.txt': null, 'copy.txt': 'one\n' })
  const tip = await it.git('rev-parse', 'HEAD')
  // HEAD counts as a ref.
  await it.git('checkout', '-q', 'main')
  const moves = [
    { ref: 'refs/heads/whole', old: null, new: tip },
    { ref: 'refs/heads/part', old: null, new: first },
  ]
  const { touched, places, truncated } = await walk(quarantine, moves, new AbortController().signal, true)
  const listed = touched.map((paths) => paths.map(({ path, mode, oids }) => [mode, path, ...oids].join(' ')).sort())
  expect(listed).toEqual([
    [`000000 a.txt ${'0'.repeat(40)}`, `100644 a.txt ${two} ${one}`, `100644 copy.txt ${one}`],
    [`100644 a.txt ${one}`],
  ])
  expect(places.get(one)).toEqual({ path: 'a.txt', commit: first })
  expect(truncated).toBe(false)
})
