import { spawnSync } from 'node:child_process'
import { ensureOpa } from '../src/policy/workshop/opa.ts'

/** OPA's own checks over `policies`: `check` is formatting, types and schemas; `test` runs the tests, all lines covered. */
const COMMANDS: { readonly [name: string]: readonly (readonly string[])[] } = {
  check: [
    ['fmt', '--fail', '--list', 'policies'],
    ['check', '--strict', '--schema', 'policies/schemas', '--capabilities', 'policies/capabilities.json', 'policies'],
  ],
  test: [
    ['test', 'policies'],
    ['test', '--coverage', '--threshold', '100', '--format', 'json', 'policies'],
  ],
}

const commands = COMMANDS[process.argv[2] ?? '']
if (commands === undefined) {
  console.error('usage: node scripts/policy.ts check|test')
  process.exit(64)
}
const opa = await ensureOpa()
for (const args of commands) {
  const quiet = args.includes('--coverage')
  const { status, stdout, stderr } = spawnSync(opa, args, { encoding: 'utf8' })
  if (!quiet || status !== 0) process.stdout.write(stdout)
  process.stderr.write(stderr)
  if (status !== 0) process.exit(status ?? 1)
}
console.log(`policy ${process.argv[2]}: passed`)
