import { objectOf, said } from '../answer.ts'
import { SourceError } from '../fault.ts'
import type { SourceAnswer } from '../http.ts'

/** Why Vault gave nothing, as its HTTP API says it ("Error response", "HTTP status codes"). */
export function vaultFault(answer: SourceAnswer, path: string, mask: (text: string) => string): SourceError {
  const told = objectOf(answer)
  const errors = Array.isArray(told?.errors) ? told.errors.filter((error) => typeof error === 'string') : []
  const words = said(errors.join('; '), mask)
  if (answer.status === 503 && /sealed/i.test(words)) return new SourceError('refused', 'Vault is sealed')
  if (answer.status === 403) return new SourceError('refused', `Vault refused ${path}${words || ': permission denied'}`)
  if (answer.status === 404) {
    return new SourceError("can't be read as it is configured", `Vault has nothing at ${path}${words || gone(told)}`)
  }
  if (answer.status >= 300 && answer.status < 400) {
    return new SourceError('refused', `Vault answered ${answer.status} to ${path}: name the address that it leads to`)
  }
  return new SourceError('refused', `Vault answered ${answer.status} to ${path}${words}`)
}

/** What became of a version that there was ("KV secrets engine - version 2 (API)", Read secret version). */
function gone(told: ReturnType<typeof objectOf>): string {
  const metadata = (told?.data as { metadata?: { deletion_time?: unknown; destroyed?: unknown } } | undefined)?.metadata
  if (metadata?.destroyed === true) return ': its newest version was destroyed'
  return metadata?.deletion_time ? ': its newest version was deleted' : ''
}
