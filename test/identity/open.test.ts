import type { GatewayError } from '../../src/core/errors.ts'
import type { IdTokenStore, SessionStore, StoredSession } from '../../src/core/ports.ts'
import { openIdentity } from '../../src/identity/open.ts'
import { issuerOf } from '../../src/identity/refusals.ts'
import { createSessions } from '../../src/identity/sessions.ts'
import { NOON } from '../support/rows.ts'
import { type LocalIssuer, startIssuer } from './local-issuer.ts'

let issuer: LocalIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

test('tokens of configured issuers are exchanged by their kind, and used ones purged until it is closed', async () => {
  const made: StoredSession[] = []
  const store = { create: async (session: StoredSession) => made.push(session) > 0 } as unknown as SessionStore
  const rounds: number[] = []
  const idTokens: IdTokenStore = { purge: async (before) => rounds.push(before) * 0 }
  let woken = () => {}
  const identity = await openIdentity(
    {
      issuers: [
        {
          ...{ name: 'ci', preset: null, issuer: issuer.config.issuer, audience: 'https://gate.test' },
          ...{ algorithms: ['ES256'], run: null, caFile: null, bearer: null },
        },
      ],
      saml: [],
      agents: [{ name: 'bot', issuer: 'ci', claims: {}, groups: [] }],
      session: { seconds: 60, maximumSeconds: 90 },
    },
    {
      ...{ store, idTokens, connections: [], sessions: createSessions(store, () => NOON), now: () => NOON },
      timing: {
        now: () => NOON,
        random: () => 0,
        sleep: (_milliseconds, signal) =>
          new Promise((resolve) => {
            woken = resolve
            signal.addEventListener('abort', () => resolve())
          }),
      },
      read: async () => 'secret',
      endpoint: () => 'https://gate.test/oauth/token',
      report: () => {},
    },
  )
  const { session } = await identity.exchange(await issuer.sign())
  expect([session.agent, session.run, session.latestExpiry]).toEqual(['bot', '77/1', NOON + 90_000])
  expect(made).toEqual([session])
  const asSaml = await identity.exchange(await issuer.sign(), 'saml2').catch((error: GatewayError) => error.code)
  expect(asSaml).toBe('ERR_TOKEN_MALFORMED')
  expect(identity.issuerOf).toBe(issuerOf)
  expect(rounds).toEqual([NOON - 300_000])
  identity.close()
  woken()
  await new Promise((resolve) => setImmediate(resolve))
  expect(rounds).toHaveLength(1)
})
