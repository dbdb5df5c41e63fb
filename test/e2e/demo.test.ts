import { join } from 'node:path'
import { run } from './gate.ts'

/** The story that users are told, with real git: clone, push, hold, denial, mask, journal, on the embedded database. */
test('npm run demo: every step holds', async () => {
  const { status, output } = await run(process.execPath, [join(import.meta.dirname, '../../scripts/demo.ts')])
  expect(output.split('\n').filter((line) => line.startsWith('FAIL'))).toEqual([])
  expect(output.match(/^ok {3}/gm)).toHaveLength(15)
  expect(status).toBe(0)
}, 120_000)
