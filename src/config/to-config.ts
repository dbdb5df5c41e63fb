import { dirname, resolve } from 'node:path'
import { parseAddress } from './address.ts'
import type { Config, ConfiguredCredential, Listener, PlacedReference, Reference } from './config.ts'
import type { Path } from './problem.ts'
import type { Settings } from './schema.ts'

/** The configuration that valid settings mean. `place` says where in the file a field is. */
export function toConfig(
  file: string,
  settings: Settings,
  place: (path: Path) => Omit<PlacedReference, keyof Reference>,
): Config {
  const references: PlacedReference[] = []
  const absolute = (path: string) => resolve(dirname(resolve(file)), path)
  const note = (reference: Reference, path: Path) => {
    references.push({ ...reference, ...place(path) })
    return reference
  }
  const fileAt = (name: string, path: Path) => note({ from: 'file', name: absolute(name) }, path).name
  const secretAt = (text: string, path: Path): Reference => {
    const name = text.slice(text.indexOf(':') + 1)
    return note(text.startsWith('env:') ? { from: 'env', name } : { from: 'file', name: absolute(name) }, path)
  }
  const listener = (name: 'agents' | 'people'): Listener => {
    const { address, tls, behind_tls: behindTls = [] } = settings.listen[name]
    const at = ['listen', name, 'tls']
    const files = tls && { cert: fileAt(tls.cert, [...at, 'cert']), key: fileAt(tls.key, [...at, 'key']) }
    return { address: parseAddress(address)!, tls: files ?? null, behindTls }
  }
  const credential = (from: Settings['connections'][number]['credential'], at: Path): ConfiguredCredential => {
    if (from === 'none') return { kind: 'none' }
    const { basic, bearer, header } = from
    if (basic)
      return { kind: 'basic', username: basic.username, secret: secretAt(basic.password, [...at, 'basic', 'password']) }
    if (header) return { kind: 'header', name: header.name, secret: secretAt(header.value, [...at, 'header', 'value']) }
    return { kind: 'bearer', secret: secretAt(bearer!, [...at, 'bearer']) }
  }
  const { store, session, approvals, limits } = settings
  return {
    listen: {
      agents: listener('agents'),
      people: listener('people'),
      status: { address: parseAddress(settings.listen.status.address)! },
    },
    dataDirectory: absolute(settings.data_directory),
    store: store === 'embedded' ? { kind: 'embedded' } : { kind: 'url', url: secretAt(store.url, ['store', 'url']) },
    policy: { bundle: fileAt(settings.policy.bundle, ['policy', 'bundle']) },
    session: { seconds: session.seconds, maximumSeconds: session.maximum_seconds },
    approvals: { waitSeconds: approvals.wait_seconds, inlineSeconds: approvals.inline_seconds },
    limits: {
      spoolBytes: limits.spool_bytes,
      recordBytes: limits.record_bytes,
      journalEntries: limits.journal_entries,
    },
    mode: settings.mode,
    issuers: settings.issuers,
    agents: settings.agents.map((agent) => ({
      ...agent,
      claims: Object.fromEntries(Object.entries(agent.claims).map(([claim, patterns]) => [claim, [patterns].flat()])),
    })),
    connections: settings.connections.map((connection, index) => ({
      ...connection,
      upstream: new URL(connection.upstream),
      credential: credential(connection.credential, ['connections', index, 'credential']),
    })),
    references,
  }
}
