import { objectsNamed } from '../../src/repositories/objects.ts'
import { type Forge, forge } from './forge.ts'

// What packs unpack to is tried in pack.test.ts.
const never = new AbortController().signal
let it: Forge
beforeAll(async () => {
  it = await forge()
})
afterAll(() => it.close())

test('what names stand for, in their order, null for what isn’t there', async () => {
  const env = { GIT_DIR: `${it.clone}/.git` }
  const main = await it.git('rev-parse', 'main')
  const blob = await it.git('rev-parse', 'main:README.md')
  const names = [main, `${main}^{tree}`, 'f'.repeat(40), blob, 'main:nothing']
  expect(await objectsNamed(env, names, never)).toEqual([
    { oid: main, type: 'commit', size: expect.any(Number) },
    { oid: await it.git('rev-parse', 'main^{tree}'), type: 'tree', size: expect.any(Number) },
    null,
    { oid: blob, type: 'blob', size: 7 },
    null,
  ])
  expect(await objectsNamed(env, [], never)).toEqual([])
})
