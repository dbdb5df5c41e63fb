import { randomUUID } from 'node:crypto'
import { createVault, type Vault } from '../../../src/credentials/vault/client.ts'
import { createLogIn, type VaultAuth } from '../../../src/credentials/vault/login.ts'
import { type SourceRequest, startFakeSource } from '../fake-source.ts'
import { env, surroundings } from '../surroundings.ts'

/** Vault's HTTP API as its documentation has it, as far as we use it: the token store and leases, in memory. */
export async function startFakeVault() {
  const tokens = new Map<string, { accessor: string; renewals: number }>()
  const settings = {
    tokenSeconds: 3_600,
    mostRenewals: Number.POSITIVE_INFINITY,
    leaseSeconds: 600,
    renewedSeconds: 600,
  }
  const secrets = new Map<string, object>()
  let leases = 0

  const lookUp = (token: string) => ({
    data: {
      accessor: tokens.get(token)!.accessor,
      ttl: settings.tokenSeconds,
      renewable: true,
      display_name: 'token-gate',
      policies: ['default', 'gate'],
    },
  })
  const auth = (token: string, seconds = settings.tokenSeconds) => ({
    auth: { client_token: token, accessor: tokens.get(token)!.accessor, lease_duration: seconds, renewable: true },
  })
  const issue = () => {
    const token = `hvs.${randomUUID()}`
    tokens.set(token, { accessor: randomUUID(), renewals: 0 })
    return token
  }

  const source = await startFakeSource((request, res) => {
    const refuse = (status: number, ...errors: string[]) => {
      res.writeHead(status).end(JSON.stringify({ errors }))
      return undefined
    }
    const path = request.path.replace(/^(GET|PUT) \/v1\//, '')
    if (/^auth\/[^/]+\/login$/.test(path)) return auth(issue())
    const token = String(request.headers['x-vault-token'])
    const known = tokens.get(token)
    if (known === undefined) return refuse(403, 'permission denied')
    if (path === 'auth/token/lookup-self') return lookUp(token)
    if (path === 'auth/token/revoke-self') {
      tokens.delete(token)
      res.writeHead(204).end()
      return undefined
    }
    if (path === 'auth/token/renew-self') {
      known.renewals += 1
      return auth(token, known.renewals > settings.mostRenewals ? 5 : settings.tokenSeconds)
    }
    if (path === 'sys/leases/renew') {
      const { lease_id: id, increment } = JSON.parse(request.body) as { lease_id: string; increment?: number }
      return { lease_id: id, lease_duration: increment ?? settings.renewedSeconds, renewable: true }
    }
    if (path === 'sys/leases/revoke') {
      res.writeHead(204).end()
      return undefined
    }
    const secret = secrets.get(path)
    if (secret === undefined) return refuse(404)
    leases += 1
    return { lease_id: `${path}/${leases}`, lease_duration: settings.leaseSeconds, renewable: true, data: secret }
  })

  return {
    ...source,
    settings,
    /** By path after `/v1/`. */
    secrets,
    tokens,
    issue,
    paths: () => source.requests.map(({ path }: SourceRequest) => path),
  }
}

export type FakeVault = Awaited<ReturnType<typeof startFakeVault>>

/** A client of it, and what sources need around it. */
export function clientOf(
  { url }: { readonly url: URL },
  auth: VaultAuth = { kind: 'approle', mount: 'approle', roleId: env('ROLE'), secretId: env('SECRET') },
  environment: NodeJS.ProcessEnv = { ROLE: 'role', SECRET: 'secret' },
) {
  const around = surroundings(environment)
  const logIn = createLogIn(auth, around.read, around.known.mask)
  const vault: Vault = createVault({ address: url, namespace: 'team', logIn, ...around })
  return { ...around, vault }
}

export const soon = () => AbortSignal.timeout(10_000)
