import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ended, freePort } from './nginx.ts'

/** Where `.ci/run` builds it, or where the environment says it is. */
const program = process.env.SALLYPORT_TEST_VAULT ?? join(import.meta.dirname, '..', '..', '.tools', 'vault-1.18.0')

/** `test` where Vault is there, or else a test that is skipped, and says so by name. */
export function needingVault(): typeof test | typeof test.skip {
  if (existsSync(program)) return test
  process.stderr.write(`Skipped for want of ${program}: a test of ${expect.getState().testPath ?? 'this suite'}\n`)
  return test.skip
}

/** Vault in development mode: everything in memory, unsealed. */
export interface DevelopmentVault {
  readonly url: URL
  readonly rootToken: string
  /** A request by the root token, or another; answers the document, and fails where Vault does. */
  write(path: string, body: object): Promise<{ readonly [name: string]: unknown }>
  read(path: string): Promise<{ readonly [name: string]: unknown }>
  delete(path: string): Promise<void>
  stop(): Promise<void>
}

/** Starts Vault on loopback, everything of its own in `folder`. */
export async function startVault(folder: string): Promise<DevelopmentVault> {
  const port = await freePort()
  const rootToken = randomUUID()
  const child: ChildProcess = spawn(
    program,
    [
      'server',
      '-dev',
      '-dev-no-store-token',
      `-dev-root-token-id=${rootToken}`,
      `-dev-listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: folder } },
  )
  const url = new URL(`http://127.0.0.1:${port}`)
  while (!(await fetch(new URL('/v1/sys/health', url)).catch(() => null))?.ok) {
    if (child.exitCode !== null) throw new Error('Vault ended at its start')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(new URL(`/v1/${path}`, url), {
      method,
      headers: { 'x-vault-token': rootToken },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`Vault answered ${answer.status} to ${method} ${path}: ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as { readonly [name: string]: unknown }
  }
  return {
    url,
    rootToken,
    write: (path, body) => call('POST', path, body),
    read: (path) => call('GET', path),
    delete: async (path) => void (await call('DELETE', path)),
    stop: () => ended(child, 'SIGTERM'),
  }
}

/** An AppRole with a policy, and the references' values that open it. */
export async function appRole(
  vault: DevelopmentVault,
  policy: string,
  settings: object = { token_ttl: '10m' },
): Promise<{ readonly roleId: string; readonly secretId: string }> {
  await vault.write('sys/auth/approle', { type: 'approle' })
  await vault.write('sys/policies/acl/gate', { policy })
  await vault.write('auth/approle/role/gate', { token_policies: ['gate'], ...settings })
  const role = (await vault.read('auth/approle/role/gate/role-id')).data as { role_id: string }
  const secret = (await vault.write('auth/approle/role/gate/secret-id', {})).data as { secret_id: string }
  return { roleId: role.role_id, secretId: secret.secret_id }
}
