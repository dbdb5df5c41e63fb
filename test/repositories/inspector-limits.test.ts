import { type Forge, forge, NONE } from './forge.ts'

let it: Forge
beforeEach(async () => {
  it = await forge()
})
afterEach(() => it.close())

test('a thousand refs at once', async () => {
  const tips: string[] = []
  for (let n = 0; n < 20; n++) tips.push(await it.commit({ [`n${n}`]: `${n}\n` }, `Commit ${n}`))
  const moves = Array.from({ length: 1_000 }, (_, n) => `${NONE} ${tips[n % 20]} refs/tags/v${n}`)
  const found = await it.look(moves, await it.pack([tips[19]!], [await it.there('rev-parse', 'main')]))
  expect(found.map(({ commit_count }) => commit_count)).toEqual(moves.map((_, n) => (n % 20) + 1))
  // The rest is only counted: there is an end to what a policy can be told.
  expect(found.flatMap(({ commits, changes }) => [commits.length, changes.length])).toEqual(
    found.flatMap(({ change_count }) => [1, Math.min(change_count!, 2)]),
  )
})

test('more than can be listed is counted', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const files = Object.fromEntries(Array.from({ length: 2_600 }, (_, n) => [`f/${n}`, `${n}`]))
  const found = await it.push(NONE, await it.commit(files))
  expect([found.change_count, found.changes.length, found.truncated]).toEqual([2_600, 2_500, true])
})

test('long paths are listed as far as a policy’s input goes', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const folder = ['d'.repeat(200), 'e'.repeat(200), 'f'.repeat(200)].join('/')
  const files = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`${folder}/${n}`, `${n}`]))
  const found = await it.push(NONE, await it.commit(files))
  expect([found.change_count, found.truncated]).toEqual([600, true])
  expect(found.changes.length).toBeGreaterThan(400)
  expect(JSON.stringify(found.changes).length).toBeLessThan(330_000)
})
