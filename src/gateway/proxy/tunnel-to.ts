import type { Match } from '../match.ts'
import { type Authority, writtenAuthority } from './authority.ts'

/** What tunnels are called where connections have names. No configured connection may be called so, or speak this. */
export const NET = 'net'

/** A tunnel's connection, made for it alone: a host that nobody configured has no more than an address. */
export function tunnelTo(authority: Authority): Match {
  const written = writtenAuthority(authority)
  const connection = { name: NET, protocol: NET, upstream: new URL(`tcp://${written}`), hosts: [], labels: {} }
  return { connection, target: { path: written, query: '' }, base: '' }
}
