import { join } from 'node:path'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problem.ts'
import type { Config } from '../../src/config/schema.ts'
import type { CredentialSource } from '../../src/credentials/open.ts'
import type { AgentMapping } from '../../src/identity/agents.ts'
import type { ConfiguredIssuer } from '../../src/identity/configured.ts'
import { missingOwner } from '../../src/identity/owners.ts'
import { presets } from '../../src/identity/presets/index.ts'
import { knowledge, SMALLEST, temporaryFolder, write } from './files.ts'

const folder = temporaryFolder()

/** What is wrong with a file, as `check` prints it, without the file's name. */
async function problemsOf(text: string): Promise<string[]> {
  const file = write(folder, text)
  const loaded = await loadConfig(file, knowledge)
  return 'problems' in loaded ? loaded.problems.map((problem) => formatProblem(problem).slice(file.length + 1)) : []
}

test('five mistakes in one file are five problems with their lines', async () => {
  const problems = await problemsOf(`listen:
  agents: { address: 0.0.0.0:7070 }
  people: { address: 127.0.0.1:7071 }
  status: { address: 127.0.0.1:7072 }
policy:
  bundel: bundles/default.tar.gz
  bundle: bundles/default.tar.gz
issuers:
  - name: github
    issuer: https://token.actions.githubusercontent.com
    audience: sallyport
agents:
  - name: shop-ci
    issuer: githup
    claims: { repository_owner: acme }
connections:
  - name: shop
    protocol: git
    credential:
      bearer: ghp_0123456789
`)
  expect(problems).toEqual([
    '2:13: listen.agents.address is plain HTTP beyond this machine: set tls, or behind_tls where a proxy ends TLS',
    '6:3: policy.bundel is not a field here; did you mean "bundle"?',
    '14:5: agents[0].issuer names no issuer; did you mean "github"?',
    '17:5: connections[0].upstream is missing',
    '20:7: connections[0].credential.bearer must be env:NAME, file:path, vault:mount/path#field or a command: a secret never stands in this file',
  ])
})

test('a file with problems is still asked what it points to', async () => {
  const file = write(folder, `${SMALLEST}store: { url: env:DATABASE_URL }\nodd: 1\n`)
  expect(await loadConfig(file, knowledge)).toEqual({
    problems: [{ file, line: 10, column: 1, path: 'odd', message: 'is not a field here' }],
    references: [
      {
        from: 'bundle',
        name: join(folder, 'bundles/default.tar.gz'),
        file,
        line: 5,
        column: 11,
        path: 'policy.bundle',
      },
      { from: 'env', name: 'DATABASE_URL', file, line: 9, column: 10, path: 'store.url' },
    ],
    policy: {
      source: { kind: 'file', path: join(folder, 'bundles/default.tar.gz') },
      verification: null,
      decisionLog: null,
    },
  })
})

test('the smallest file means its defaults', async () => {
  const file = write(folder, SMALLEST)
  expect(await loadConfig(file, knowledge)).toEqual({
    config: {
      listen: {
        agents: { address: { host: '127.0.0.1', port: 7070 }, tls: null, behindTls: [] },
        people: { address: { host: '127.0.0.1', port: 7071 }, tls: null, behindTls: [] },
        status: { address: { host: '127.0.0.1', port: 7072 } },
        proxy: null,
      },
      certificateAuthority: null,
      dataDirectory: join(folder, '.sallyport'),
      store: { kind: 'embedded' },
      policy: {
        source: { kind: 'file', path: join(folder, 'bundles/default.tar.gz') },
        verification: null,
        decisionLog: null,
      },
      session: { seconds: 900, maximumSeconds: 21_600 },
      approvals: { waitSeconds: 45, inlineSeconds: 600, url: null },
      recordings: { headBytes: 65_536, fullBytes: 268_435_456, days: 90 },
      limits: {
        spoolBytes: 268_435_456,
        sessionSpoolBytes: 1_073_741_824,
        mirrorBytes: 10_737_418_240,
        inspectionSeconds: 300,
        journalEntries: 10_000,
        journalBytes: 67_108_864,
        holds: 10_000,
        sessionHolds: 100,
      },
      journal: { signingKey: null, anchors: [] },
      honeytokens: null,
      login: null,
      mode: 'production',
      people: [],
      slack: null,
      vault: null,
      issuers: [],
      saml: [],
      agents: [],
      connections: [],
      references: [
        {
          from: 'bundle',
          name: join(folder, 'bundles/default.tar.gz'),
          file,
          line: 5,
          column: 11,
          path: 'policy.bundle',
        },
      ],
    },
  })
})

test('YAML that cannot be read is told of with its line, and nothing else is', async () => {
  expect(await problemsOf('listen: [1\npolicy: 1\n')).toEqual([
    '2:1: the file is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ])
})

test('a field that stands twice is told of with everything else', async () => {
  expect(await problemsOf(`${SMALLEST}mode: development\nmode: develop\n`)).toEqual([
    '10:1: the file is not valid YAML: Map keys must be unique',
    '10:1: mode must be one of production, development',
  ])
})

test('a file with nothing in it, and one that is not there', async () => {
  expect(await problemsOf('# to be written\n')).toEqual(['1:1: the file must be a map of fields, not empty'])
  const file = join(folder, 'absent.yaml')
  expect(await loadConfig(file, knowledge)).toEqual({
    problems: [{ file, line: 1, column: 1, path: '', message: "can't be read (ENOENT)" }],
    references: [],
    policy: null,
  })
})

test('a policy that is not right by itself is none', async () => {
  const file = write(folder, SMALLEST.replace('bundle:', 'bundel:'))
  expect(await loadConfig(file, knowledge)).toMatchObject({ policy: null })
})

test('a configuration is what the other rooms take', async () => {
  const known = { protocols: ['http'], signing: [], reserved: [], presets, missingOwner }
  const loaded = await loadConfig(write(folder, SMALLEST), known)
  const config = (loaded as { config: Config }).config
  const rooms: [readonly ConfiguredIssuer[], readonly AgentMapping[], readonly CredentialSource[]] = [
    config.issuers,
    config.agents,
    config.connections.map(({ credential }) => credential),
  ]
  expect(rooms).toEqual([[], [], []])
})
