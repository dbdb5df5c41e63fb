import { refsAt } from '../../src/repositories/refs.ts'
import { type Forge, forge } from './forge.ts'

let it: Forge
beforeAll(async () => {
  it = await forge()
})
afterAll(() => it.close())

const never = new AbortController().signal

test('every ref by what it points at, and an annotated tag by what it stands for, too', async () => {
  const main = await it.there('rev-parse', 'main')
  await it.there('update-ref', 'refs/pull/1/head', main)
  await it.there('tag', '-a', '-m', 'One', 'v1', main)
  const tag = await it.there('rev-parse', 'v1')
  expect(Object.fromEntries(await refsAt(it.remote, never))).toEqual({
    [main]: ['refs/heads/main', 'refs/pull/1/head', 'refs/tags/v1'],
    [tag]: ['refs/tags/v1'],
  })
})

test('an upstream that lists nothing fails it, and the inspector says so', async () => {
  const nowhere = { url: it.remote.url.replace('shop', 'none') }
  await expect(refsAt(nowhere, never)).rejects.toThrow('not found')
  await expect(it.inspector.refs(nowhere, never)).rejects.toMatchObject({ code: 'ERR_INSPECTION_UNAVAILABLE' })
})
