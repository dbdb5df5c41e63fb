import type { Login } from '../../../src/core/login.ts'
import type { LoginStore } from '../../../src/core/ports.ts'

/** A store in memory; `rows` by the hexadecimal digest of their token. */
export function memoryStore(): LoginStore & { readonly rows: Map<string, Login> } {
  const rows = new Map<string, Login>()
  const used = new Set<string>()
  return {
    rows,
    async create(login, tokenHash, idTokenHash) {
      if (used.size === used.add(idTokenHash.toString('hex')).size) return false
      rows.set(tokenHash.toString('hex'), login)
      return true
    },
    find: async (tokenHash) => rows.get(tokenHash.toString('hex')) ?? null,
    async end(tokenHash, at) {
      const row = rows.get(tokenHash.toString('hex'))
      if (row === undefined || row.endedAt !== null) return false
      rows.set(tokenHash.toString('hex'), { ...row, endedAt: at })
      return true
    },
  }
}
