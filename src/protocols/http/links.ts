import type { Headers } from '../../core/request.ts'
import { throughGate } from '../links.ts'

/**
 * An answer's header fields with every link to the upstream turned towards the gate, and cookies kept to the gate's
 * own host (RFC 6265, section 5.2.3). Links that lead elsewhere stay as they are.
 */
export function rewriteLinks(headers: Headers, upstream: URL, base: string): Headers {
  const through = (link: string) => throughGate(link, upstream, base) ?? link
  return headers.map(([name, value]) => [name, rewrite(name, value, through)])
}

function rewrite(name: string, value: string, through: (link: string) => string): string {
  switch (name) {
    case 'location':
    case 'content-location':
      return through(value)
    case 'link':
      return value.replace(/<([^>]*)>/g, (_, link: string) => `<${through(link)}>`)
    case 'refresh':
      return value.replace(
        /(;\s*url\s*=\s*)(["']?)([^"']*)(["']?)\s*$/i,
        (_, before: string, open: string, link: string, close: string) => before + open + through(link.trim()) + close,
      )
    case 'set-cookie':
      return value.replace(/;\s*domain\s*=[^;]*/gi, '')
    default:
      return value
  }
}
