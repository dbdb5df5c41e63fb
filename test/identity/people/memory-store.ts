import type { Login } from '../../../src/core/login.ts'
import type { LoginStore } from '../../../src/core/ports.ts'

/** A store in memory; `rows` and their encrypted refresh `tokens` by the hexadecimal digest of their token. */
export function memoryStore(): LoginStore & {
  readonly rows: Map<string, Login>
  readonly tokens: Map<string, string>
} {
  const rows = new Map<string, Login>()
  const tokens = new Map<string, string>()
  const used = new Set<string>()
  const borrowed = new Set<string>()
  const holds = (key: string, token: string) => tokens.get(key) === token
  return {
    rows,
    tokens,
    async create(login, tokenHash, idTokenHash, refreshToken) {
      if (used.size === used.add(idTokenHash.toString('hex')).size) return false
      rows.set(tokenHash.toString('hex'), login)
      if (refreshToken !== null) tokens.set(tokenHash.toString('hex'), refreshToken)
      return true
    },
    find: async (tokenHash) => rows.get(tokenHash.toString('hex')) ?? null,
    async borrow(tokenHash, toldAt) {
      const key = tokenHash.toString('hex')
      if (borrowed.has(key) || !tokens.has(key) || rows.get(key)!.toldAt > toldAt) return null
      borrowed.add(key)
      return tokens.get(key)!
    },
    async rotate(tokenHash, before, next) {
      const key = tokenHash.toString('hex')
      if (!holds(key, before)) return false
      tokens.set(key, next)
      return true
    },
    async renew(tokenHash, before, told) {
      const key = tokenHash.toString('hex')
      if (!holds(key, before)) return false
      rows.set(key, { ...rows.get(key)!, ...told })
      borrowed.delete(key)
      return true
    },
    async giveBack(tokenHash, before) {
      if (holds(tokenHash.toString('hex'), before)) borrowed.delete(tokenHash.toString('hex'))
    },
    async end(tokenHash, at) {
      const row = rows.get(tokenHash.toString('hex'))
      if (row === undefined || row.endedAt !== null) return false
      rows.set(tokenHash.toString('hex'), { ...row, endedAt: at, renewable: false })
      tokens.delete(tokenHash.toString('hex'))
      return true
    },
  }
}
