import { divergentChanges, historiesOf, MissingObject, type Move } from '../../src/repositories/history.ts'
import type { Quarantine } from '../../src/repositories/quarantine.ts'
import { type Forge, forge } from './forge.ts'

const never = new AbortController().signal
let it: Forge
let seen: Quarantine
/** Commits: first ← second ← third on main, first ← side, and a merge of third and side. */
const commits: Record<string, string> = {}

beforeAll(async () => {
  it = await forge()
  // A clone has all there is; its branches stand for what the upstream has.
  seen = { all: { GIT_DIR: `${it.clone}/.git` } } as unknown as Quarantine
  commits.first = await it.git('rev-parse', 'main')
  commits.second = await it.commit({ 'b.txt': 'b\n' }, 'Second')
  commits.third = await it.commit({ 'c.txt': 'c\n' }, 'Third')
  await it.git('checkout', '-q', '--detach', commits.first)
  commits.side = await it.commit({ 'd.txt': 'd\n' }, 'Side')
  await it.git('checkout', '-q', '--detach', commits.third)
  await it.git('merge', '-q', '--no-ff', '-m', 'Merge', commits.side)
  commits.merge = await it.git('rev-parse', 'HEAD')
  await it.git('tag', '-a', '-m', 'v1', 'v1', commits.third)
  commits.tag = await it.git('rev-parse', 'v1')
  await it.git('tag', '-d', 'v1')
  await it.git('branch', '-f', 'main', commits.first)
  // HEAD counts as a ref.
  await it.git('checkout', '-q', 'main')
  await it.git('update-ref', 'refs/sallyport/HEAD', commits.second)
})
afterAll(() => it.close())

const move = (old: string | null, next: string): Move => ({
  ref: 'refs/heads/x',
  old: old === null ? null : (commits[old] ?? old),
  new: commits[next] ?? next,
})
const one = async (old: string | null, next: string) => {
  const { histories } = await historiesOf(seen, [move(old, next)], never, true)
  const { commits: listed, ...rest } = histories[0]!
  return { ...rest, commits: listed.map((oid) => Object.keys(commits).find((name) => commits[name] === oid)) }
}

test('a new ref has what no branch has; tags are looked through', async () => {
  const plain = { target: 'commit', forced: false, truncated: false }
  expect(await one(null, 'third')).toEqual({ ...plain, commits: ['third'] })
  expect(await one(null, 'tag')).toEqual({ ...plain, commits: ['third'] })
  expect(await one(null, 'first')).toEqual({ ...plain, commits: [] })
  expect((await one(null, 'merge')).commits.toSorted()).toEqual(['merge', 'side', 'third'])
})

test('a moved ref has what it hasn’t had, whoever else has it', async () => {
  expect(await one('first', 'third')).toMatchObject({ forced: false, commits: ['third', 'second'] })
  expect(await one('first', 'second')).toMatchObject({ forced: false, commits: ['second'] })
})

test('what loses commits is forced, backwards too', async () => {
  expect(await one('third', 'side')).toMatchObject({ forced: true, commits: ['side'] })
  expect(await one('third', 'first')).toMatchObject({ forced: true, commits: [] })
  expect(await one('side', 'merge')).toMatchObject({ forced: false })
})

test('where the old value isn’t known it is forced, and nothing is said to be whole', async () => {
  expect(await one('f'.repeat(40), 'third')).toEqual({
    target: 'commit',
    forced: true,
    truncated: true,
    commits: ['third'],
  })
})

test('an old value that a fresher mirror may know is missing first', async () => {
  await expect(historiesOf(seen, [move('f'.repeat(40), 'third')], never, false)).rejects.toBeInstanceOf(MissingObject)
})

test('what isn’t there at all is an error', async () => {
  await expect(one(null, 'e'.repeat(40))).rejects.toBeInstanceOf(MissingObject)
})

test('trees and blobs are refs’ targets as well', async () => {
  const tree = await it.git('rev-parse', `${commits.first}^{tree}`)
  expect(await one(null, tree)).toEqual({ target: 'tree', forced: false, commits: [], truncated: true })
  expect(await one('first', tree)).toMatchObject({ target: 'tree', forced: true })
})

test('refs that a push names, and nobody has published, hide nothing', async () => {
  await it.git('update-ref', 'refs/sallyport/named/pull/5/head', commits.third!)
  expect(await one(null, 'third')).toMatchObject({ commits: ['third'] })
  await it.git('update-ref', '-d', 'refs/sallyport/named/pull/5/head')
})

test('more refs than anybody moves are refused', async () => {
  const moves = Array.from({ length: 1_001 }, () => move('first', 'third'))
  await expect(historiesOf(seen, moves, never, true)).rejects.toMatchObject({
    code: 'ERR_INSPECTION_LIMIT',
    message: 'The push moves more than 1000 refs; it may make more.',
  })
})

test('many new refs are told apart', async () => {
  const moves = [move(null, 'third'), move(null, 'side'), move(null, 'merge'), move('first', 'third')]
  const { histories, commits: all } = await historiesOf(seen, moves, never, true)
  expect(histories.map((history) => history.commits.length)).toEqual([1, 1, 3, 2])
  expect(all[0]).toBe(commits.merge)
  expect(all.slice(1).toSorted()).toEqual([commits.second, commits.third, commits.side].toSorted())
  expect(all.indexOf(commits.third!)).toBeLessThan(all.indexOf(commits.second!))
})

test('what differs from the ref’s old value and from HEAD', async () => {
  const paths = async (old: string | null, next: string) =>
    (await divergentChanges(seen, move(old, next), never)).map(({ path, mode }) => `${mode} ${path}`)
  expect(await paths('first', 'second')).toEqual([])
  expect(await paths('first', 'third')).toEqual(['100644 c.txt'])
  expect(await paths('third', 'side')).toEqual(['000000 b.txt', '100644 d.txt'])
  expect(await paths(null, 'third')).toEqual([])
  expect(await paths('f'.repeat(40), 'third')).toEqual([])
  // Without a HEAD to compare with, all that differs from the old value.
  await it.git('update-ref', '-d', 'refs/sallyport/HEAD')
  expect(await paths('first', 'second')).toEqual(['100644 b.txt'])
})
