import { spawnSync } from 'node:child_process'

/** `test` where the system has the program, or else a test that is skipped, and says so by name. */
export function needing(program: string): typeof test | typeof test.skip {
  if (spawnSync(program, ['version'], { stdio: 'ignore' }).error === undefined) return test
  process.stderr.write(`Skipped for want of ${program}: a test of ${expect.getState().testPath ?? 'this suite'}\n`)
  return test.skip
}
