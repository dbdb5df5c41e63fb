import type { Connection } from '../../src/core/connection.ts'
import { createSourceHttp } from '../../src/credentials/http.ts'
import { createKnown } from '../../src/credentials/known.ts'
import { createSecretReader } from '../../src/credentials/secrets/read.ts'
import { createShortLived } from '../../src/credentials/short-lived.ts'
import type { Asked, Surroundings } from '../../src/credentials/source.ts'
import type { Vault } from '../../src/credentials/vault/client.ts'

/** What sources are made of, at a time that the test sets. */
export function surroundings(environment: NodeJS.ProcessEnv = {}, vault: Vault | null = null) {
  const clock = { now: 1_764_000_000_000 }
  const now = () => clock.now
  const known = createKnown(now)
  const shortLived: Surroundings['shortLived'] = (options) => createShortLived({ ...options, now })
  const read = createSecretReader({ environment, hidden: new Set(), known, now, vault, shortLived })
  return { clock, now, known, read, shortLived, vault, http: createSourceHttp() } satisfies Surroundings & {
    readonly clock: { now: number }
  }
}

export function asked(changes: Partial<Connection> = {}, session: Asked['session'] = SESSION): Asked {
  return {
    connection: {
      name: 'shop',
      protocol: 'http',
      upstream: new URL('https://api.test'),
      hosts: [],
      labels: {},
      ...changes,
    },
    operations: [],
    session,
  }
}

export const SESSION = { agent: 'shop-ci', id: '01890c24-905b-7122-b170-b60814e6ee06' }

/** An environment variable's reference. */
export function env(name: string) {
  return { from: 'env', name } as const
}

/** That a source gave up, and what it told operators. */
export function fault(fault: string, message: string) {
  return expect.objectContaining({ name: 'SourceError', fault, message })
}

export const USELESS = 'answered with something that is no usable credential'
export const MISCONFIGURED = "can't be read as it is configured"
