import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'
import { walker } from './walker.ts'

/** What an identity provider tells of somebody, by claim. */
export interface Account {
  readonly email?: string
  readonly email_verified?: boolean
  readonly groups?: readonly string[]
}

/** People's identity provider on loopback: `oidc-provider`, in which any password will do. */
export interface Idp {
  readonly url: string
  /** Registered at its first request: where the client `gate`, whose secret is `secret`, may send people back to. */
  readonly redirectUris: string[]
  readonly secret: string
  /** A browser without a screen, in which nobody is logged in. */
  browser(): ReturnType<typeof walker>
  close(): void
}

/** Starts one. The client `gate-cli` has no secret, and logs in by device where there is `device`. */
export async function startIdp(accounts: { readonly [name: string]: Account }, { device = true } = {}): Promise<Idp> {
  // It warns of whatever is fit for tests alone.
  Object.assign(console, { info() {}, warn() {} })
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const redirectUris: string[] = []
  const secret = randomUUID()
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' }
  let answer: ReturnType<Provider['callback']> | null = null
  server.on('request', (req, res) => {
    answer ??= new Provider(url, {
      ...configuration(accounts, redirectUris, secret, device),
      jwks: { keys: [key as never] },
    }).callback()
    void answer(req, res)
  })
  return {
    url,
    redirectUris,
    secret,
    browser: () => walker(),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function configuration(
  accounts: { readonly [name: string]: Account },
  redirectUris: string[],
  secret: string,
  device: boolean,
): Configuration {
  const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
  const cli = { client_id: 'gate-cli', token_endpoint_auth_method: 'none' } as const
  return {
    clients: [
      { client_id: 'gate', client_secret: secret, redirect_uris: redirectUris },
      ...(device ? [{ ...cli, redirect_uris: [], response_types: [], grant_types: [DEVICE] }] : []),
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: true }, deviceFlow: { enabled: device } },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) as never }),
    // Whoever logs in here has consented.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  }
}
