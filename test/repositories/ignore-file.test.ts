import { join } from 'node:path'
import { IGNORE_FILE, ignoredFingerprints } from '../../src/repositories/ignore-file.ts'
import { createMirror } from '../../src/repositories/mirror.ts'
import { type Forge, forge } from './forge.ts'

const never = new AbortController().signal
let it: Forge
beforeEach(async () => {
  it = await forge()
})
afterEach(() => it.close())

async function listed(content: string | null): Promise<string[]> {
  if (content !== null) {
    await it.commit({ [IGNORE_FILE]: content })
    await it.git('push', '-q', it.bare, 'main')
  }
  const mirror = createMirror(join(it.home, 'mirrors'), it.name)
  await mirror.refresh(it.remote, [], never)
  return [...(await ignoredFingerprints(mirror, it.remote, never))]
}

const [one, two] = ['1'.repeat(32), 'ab'.repeat(16)]

test('one fingerprint a line, with comments', async () => {
  expect(await listed(`# ours\n\n${one}\n  ${two}  # a sample\nnonsense\n${one.slice(1)}\n`)).toEqual([one, two])
})

test('without the file, and with one that is far too long, none', async () => {
  expect(await listed(null)).toEqual([])
  expect(await listed(`${one}\n`.repeat(40_000))).toEqual([])
})
