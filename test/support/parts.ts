import { spawnSync } from 'node:child_process'

/**
 * `test` where the system has the program, or else a test that is skipped, and says so by name. With arguments the
 * program has to succeed with them.
 */
export function needing(program: string, ...args: string[]): typeof test | typeof test.skip {
  const { error, status } = spawnSync(program, args.length === 0 ? ['version'] : args, { stdio: 'ignore' })
  if (error === undefined && (args.length === 0 || status === 0)) return test
  const what = [program, ...args].join(' ')
  process.stderr.write(`Skipped for want of ${what}: a test of ${expect.getState().testPath ?? 'this suite'}\n`)
  return test.skip
}
