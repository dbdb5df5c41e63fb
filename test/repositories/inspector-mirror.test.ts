import { type Forge, forge, NONE } from './forge.ts'

let it: Forge
beforeEach(async () => {
  it = await forge()
})
afterEach(() => it.close())

test('what others merged meanwhile is fetched before it is missed', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  await it.push(NONE, await it.commit({ 'g.txt': 'g\n' }))
  await it.git('checkout', '-q', 'main')
  const theirs = await it.commit({ 'h.txt': 'h\n' }, 'Theirs')
  await it.git('push', '-q', it.bare, 'main')
  await it.git('checkout', '-q', '-b', 'more')
  const mine = await it.commit({ 'i.txt': 'i\n' }, 'Mine')
  const asked = it.requests.length
  const found = (await it.look([`${NONE} ${mine} refs/heads/more`], await it.pack([mine], [theirs])))[0]!
  expect(found.commits.map(({ head }) => head)).toEqual(['Mine'])
  expect(it.requests.length).toBeGreaterThan(asked)
})

test('a branch that moved meanwhile is fetched before it is called rewritten', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  await it.push(NONE, await it.commit({ 'g.txt': 'g\n' }))
  await it.git('push', '-q', it.bare, 'topic')
  const old = await it.git('rev-parse', 'HEAD')
  const next = await it.commit({ 'h.txt': 'h\n' })
  const [found] = await it.look([`${old} ${next} refs/heads/topic`], await it.pack([next], [old]))
  expect(found).toMatchObject({ forced: false, commit_count: 1, change_count: 1, truncated: false })
})

test('a mirror that is up to date asks the upstream nothing', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  await it.push(NONE, await it.commit({ 'g.txt': 'g\n' }))
  const asked = it.requests.length
  await it.push(NONE, await it.commit({ 'new.txt': 'quite new\n' }))
  expect(it.requests.length).toBe(asked)
})
