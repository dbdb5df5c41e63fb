import { randomFillSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { residentMiB } from '../bench/machine.ts'
import { type Gate, startGate } from './gate.ts'
import { bundleWith } from './settings.ts'

let gate: Gate

beforeAll(async () => {
  // Files as large as these are Git LFS's by default.
  const any = { bytes: 2 ** 40, binary_bytes: 2 ** 40 }
  gate = await startGate({ bundle: bundleWith({ git: { large_files: any } }) })
}, 60_000)
afterAll(() => gate.close())

test('a push of 200 MiB streams through: the gateway grows by less than 64 MiB', async () => {
  const work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', gate.remote(await gate.session()), work)
  // What a process takes for its first requests it takes once, whatever they carry.
  await writeFile(join(work, 'first'), randomFillSync(Buffer.alloc(20 * 1024 ** 2)))
  await gate.git('-C', work, 'checkout', '--quiet', '-b', 'first')
  await gate.git('-C', work, 'add', '.')
  await gate.git('-C', work, 'commit', '--quiet', '-m', 'First')
  expect((await gate.git('-C', work, 'push', 'origin', 'first')).status).toBe(0)
  // What can't be compressed or deltified travels as it is.
  for (let file = 0; file < 4; file++)
    await writeFile(join(work, `noise-${file}`), randomFillSync(Buffer.alloc(50 * 1024 ** 2)))
  await gate.git('-C', work, 'checkout', '--quiet', '-b', 'large')
  await gate.git('-C', work, 'add', '.')
  await gate.git('-C', work, '-c', 'core.compression=0', 'commit', '--quiet', '-m', 'Noise')

  const pid = gate.world.gateway.pid!
  const before = residentMiB(pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, residentMiB(pid))
  }, 20)
  const pushed = await gate.git('-C', work, '-c', 'core.compression=0', 'push', 'origin', 'large')
  clearInterval(watch)

  const { output: head } = await gate.git('-C', work, 'rev-parse', 'HEAD')
  expect(pushed).toMatchObject({ status: 0 })
  expect(await gate.upstreamRef('refs/heads/large')).toBe(head.trim())
  // Where the system doesn't tell a process's memory, only the push itself is tested.
  if (!Number.isNaN(before)) expect(most - before).toBeLessThan(64)
}, 180_000)
