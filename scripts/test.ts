import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * `npm test`: every suite, with whatever options jest takes. Jest runs native ES modules only behind Node's own flag.
 * Suites that take minutes together are CI's, or whoever's that names them.
 */
const jest = join(import.meta.dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js')
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
const ends = [
  'approval-outages',
  'approval-page',
  'attach',
  'aws',
  'bundles',
  'clients',
  'crash',
  'credential-choice',
  'credential-outages',
  'credentials',
  'demo',
  'enforce',
  'group-check',
  'honeytokens',
  'identity-presets',
  'journal-crash',
  'large-push',
  'leases',
  'people-login',
  'push-crash',
  'push-stalls',
  'replay',
  'run',
  'saml',
  'secrecy',
  'slack',
  'swaps',
  'vault',
]
const git = ['git-clients', 'git-denials', 'git-lfs', 'git-nginx', 'git-signed', 'github']
const workshop = ['build', 'check', 'compare', 'sources', 'test']
const slow = [
  ...[...ends, ...git].map((name) => `test/e2e/${name}.test.ts`),
  ...workshop.map((name) => `test/policy/workshop/${name}.test.ts`),
  'test/approvals/storm.test.ts',
  ...['http', 'open', 'outbox', 'socket'].map((name) => `test/approvals/slack/${name}.test.ts`),
  'test/journal/verify/tampering.test.ts',
  'test/masking/redactor.test.ts',
  'test/repositories/inspector-limits.test.ts',
  'test/repositories/inspector-mirror.test.ts',
  'test/repositories/pack.test.ts',
  'test/cli/policy/decide.test.ts',
  'test/cli/policy/test.test.ts',
  'test/scripts/catalogue.test.ts',
]
const given = process.argv.slice(2)
const all = Boolean(process.env.CI) || given.some((argument) => !argument.startsWith('-'))
if (!all) console.error(`Left to CI, for the time that they take (CI=1 npm test runs them): ${slow.join(', ')}`)
const left = all ? [] : ['--testPathIgnorePatterns', ...slow]
// Of a gateway's start, a third of the work is to compile its modules; tests start some hundreds.
const NODE_COMPILE_CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled')
const { status } = spawnSync(process.execPath, [...flags, jest, ...given, ...left], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE, ...process.env },
})
process.exit(status ?? 1)
