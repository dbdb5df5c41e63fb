import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DevelopmentIssuer, startIssuer } from '../../scripts/sample/issuer.ts'
import { createAuthority } from '../../src/certificates/authority.ts'
import { ownAuthority } from '../../src/certificates/files.ts'
import { claimOf } from '../../src/identity/claims.ts'
import { presets } from '../../src/identity/presets/index.ts'
import { documented } from '../identity/presets/claims.ts'
import { type Gate, startGate } from './gate.ts'

type Name = keyof typeof documented

/** What the agents of this test are mapped by: a claim, and one that fits nobody. */
const mapped: { readonly [name in Name]: readonly (readonly [claim: string, pattern: string, wrong: string])[] } = {
  'github-actions': [
    ['repository_owner', 'acme', 'evil'],
    ['repository', 'acme/*', 'evil/shop'],
    ['ref', 'refs/heads/main', 'refs/heads/next'],
  ],
  'gitlab-ci': [
    ['project_path', 'acme/shop', 'evil/shop'],
    ['ref_protected', 'true', 'false'],
  ],
  buildkite: [
    ['organization_slug', 'acme', 'evil'],
    ['pipeline_slug', 'shop', 'till'],
  ],
  circleci: [
    ['oidc.circleci.com/project-id', '9d51', '0000'],
    ['oidc.circleci.com/vcs-origin', 'github.com/acme/shop', 'github.com/evil/shop'],
  ],
  kubernetes: [
    ['/kubernetes.io/namespace', 'agents', 'default'],
    ['/kubernetes.io/serviceaccount/name', 'shop', 'default'],
  ],
}
const names = Object.keys(documented) as Name[]

const directory = mkdtempSync(join(tmpdir(), 'sallyport-presets-'))
const issuers = new Map<Name, DevelopmentIssuer>()
let gate: Gate

beforeAll(async () => {
  const { cert, key } = await ownAuthority(directory, Date.now())
  const authority = await createAuthority(readFileSync(cert, 'utf8'), readFileSync(key, 'utf8'), Date.now)
  const context = await authority.contextOf('localhost')
  const tls = { SNICallback: (_name: string, done: (error: null, made: typeof context) => void) => done(null, context) }
  const bearer = crypto.randomUUID()
  const tokenFile = join(directory, 'token')
  writeFileSync(tokenFile, bearer)
  for (const name of names) {
    issuers.set(name, await startIssuer(0, name === 'kubernetes' ? { tls, bearer } : null))
  }
  const guarded = `, ca: "${cert}", credential: { bearer: "file:${tokenFile}" }`
  gate = await startGate({
    identities: {
      issuers: names
        .map((name) => {
          const more = name === 'kubernetes' ? guarded : ''
          return `  - { name: ${name}, preset: ${name}, issuer: "${issuers.get(name)!.url}", audience: sallyport${more} }\n`
        })
        .join(''),
      agents: names
        .map((name) => {
          const claims = mapped[name].map(([claim, pattern]) => `"${claim}": "${pattern}"`)
          return `  - { name: ${name}-bot, issuer: ${name}, claims: { ${claims.join(', ')} }, groups: [ci] }\n`
        })
        .join(''),
    },
  })
}, 60_000)
afterAll(async () => {
  await gate?.close()
  for (const issuer of issuers.values()) await issuer.close()
  rmSync(directory, { recursive: true })
})

/** The claims with one of them, named as mappings do, set to something else; undefined takes it away. */
function changed(claims: object, name: string, value: unknown): Record<string, unknown> {
  if (!name.startsWith('/')) return { ...claims, [name]: value }
  const copy = structuredClone(claims) as Record<string, unknown>
  const path = name.slice(1).split('/')
  const holder = path.slice(0, -1).reduce((at, part) => at[part] as Record<string, unknown>, copy)
  holder[path.at(-1)!] = value
  return copy
}

async function exchange(idToken: string) {
  const answer = await fetch(`${gate.world.urls.agents}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: idToken,
    }),
  })
  return {
    status: answer.status,
    ...((await answer.json()) as { code?: string; error_description?: string; session?: string }),
  }
}
const sign = (name: Name, ...given: Parameters<DevelopmentIssuer['sign']>) => issuers.get(name)!.sign(...given)

const trust = {
  'github-actions': { event: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada', fork: false },
  'gitlab-ci': { event: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada', fork: false },
  buildkite: { event: '', repository: 'acme/shop', ref: 'refs/heads/main', actor: '', fork: 'unknown' },
  circleci: { event: 'branch', repository: 'github.com/acme/shop', ref: 'refs/heads/main', actor: '', fork: false },
  kubernetes: {
    ...{ event: '', repository: '', ref: '', fork: 'unknown' },
    actor: 'system:serviceaccount:agents:shop',
  },
}
const run = {
  'github-actions': '7001/2',
  'gitlab-ci': '574/302',
  buildkite: '0184990a-477b-4fa8-9968-496074483cee',
  circleci: null,
  kubernetes: 'p-1',
}

describe.each(names)('%s', (name) => {
  const claims = documented[name]
  const preset = presets.find((it) => it.name === name)!

  test('a token as documented is exchanged for a session that knows its run and its trust', async () => {
    const { status, session } = await exchange(await sign(name, claims))
    expect(status).toBe(200)
    expect(await gate.people(`/sessions/${session}`)).toMatchObject({
      ...{ agent: `${name}-bot`, issuer: name, subject: claims.sub },
      ...{ run: run[name], trust: trust[name] },
    })
  })

  test.each(mapped[name])('a token with another %s is refused by its name', async (claim, pattern, wrong) => {
    const refused = await exchange(await sign(name, changed(claims, claim, wrong)))
    expect(refused).toMatchObject({ status: 401, code: 'ERR_TOKEN_AGENT' })
    expect(refused.error_description).toContain(`"${claim}" (${wrong}) fits none`)
    if (!wrong.includes(pattern)) expect(refused.error_description).not.toContain(`(${pattern})`)
  })

  test.each([...Object.keys(preset.required), ...Object.keys(preset.optional)])(
    'a token whose %s is of the wrong kind, or not there, is refused by its name',
    async (claim) => {
      const malformed = {
        ...{ status: 401, code: 'ERR_TOKEN_CLAIMS' },
        error_description: `ERR_TOKEN_CLAIMS: The ID token's claim "${claim}" is missing or wrong.`,
      }
      expect(await exchange(await sign(name, changed(claims, claim, ['x'])))).toMatchObject(malformed)
      if (!Object.hasOwn(preset.required, claim)) return
      expect(claimOf(claims, claim)).toBeDefined()
      expect(await exchange(await sign(name, changed(claims, claim, undefined)))).toMatchObject(malformed)
    },
  )

  test('a token for another audience, and one that has expired, are refused', async () => {
    const code = async (token: string) => (await exchange(token)).code
    expect(await code(await sign(name, claims, { audience: 'elsewhere' }))).toBe('ERR_TOKEN_AUDIENCE')
    expect(await code(await sign(name, claims, { lifetime: '-5m' }))).toBe('ERR_TOKEN_EXPIRED')
  })
})
