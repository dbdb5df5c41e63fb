import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openIssuer } from '../../src/identity/configured.ts'
import { generic } from '../../src/identity/presets/generic.ts'
import { githubActions } from '../../src/identity/presets/github-actions.ts'
import { kubernetes } from '../../src/identity/presets/kubernetes.ts'

const folder = mkdtempSync(join(tmpdir(), 'configured-'))
afterAll(() => rmSync(folder, { recursive: true }))

const unsaid = { preset: null, issuer: null, algorithms: null, run: null, caFile: null, bearer: null }
const said = { ...unsaid, name: 'ci', audience: 'gate' }
const read = async ({ from, name }: { from: string; name: string }) => `${from}:${name}`

test('a preset says what the file does not', async () => {
  expect(await openIssuer({ ...said, preset: 'github-actions' }, read)).toEqual({
    ...{ name: 'ci', audience: 'gate', preset: githubActions, ca: null, bearer: null },
    issuer: 'https://token.actions.githubusercontent.com',
    algorithms: ['RS256'],
    run: ['run_id', 'run_attempt'],
  })
})

test('the file goes before the preset, and an authority and a token are read', async () => {
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, 'PEM')
  const own = { issuer: 'https://cluster.test', algorithms: ['ES256'], run: ['sub'] }
  const bearer = { from: 'file', name: '/run/token' } as const
  const issuer = await openIssuer({ ...said, ...own, preset: 'kubernetes', caFile, bearer }, read)
  expect(issuer).toEqual({
    ...{ name: 'ci', audience: 'gate', preset: kubernetes, ...own, ca: 'PEM' },
    bearer: expect.any(Function),
  })
  expect(await issuer.bearer!()).toBe('file:/run/token')
})

test('without a preset, a URL that gives one away means it; any other means none', async () => {
  const at = async (issuer: string) => (await openIssuer({ ...said, issuer }, read)).preset
  expect(await at('https://token.actions.githubusercontent.com/acme-inc')).toBe(githubActions)
  expect(await at('https://ci.test')).toBe(generic)
})
