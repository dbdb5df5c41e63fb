import { unintelligible } from '../../core/errors.ts'
import type { Headers } from '../../core/request.ts'
import type { Extent } from './peek.ts'
import { type Packet, readPacket, textOf } from './pkt-line.ts'

/** What a fetch asks for. */
export interface Fetch {
  readonly command: 'ls-refs' | 'fetch'
  /** Object names, and in version 2 also the refs of `want-ref`, in the order of asking. */
  readonly wants: readonly string[]
  /** True if more is, or may be, asked for than {@link Fetch.wants} lists. */
  readonly truncated: boolean
}

/** How many wants an operation lists: a clone asks for as many objects as there are refs. */
const MOST_WANTS = 200

/**
 * The protocol version that a client asks for: the highest that it names (gitprotocol-v2, "HTTP Transport").
 * Throws ERR_UNINTELLIGIBLE if it names them in two fields, of which an upstream might read either.
 */
export function versionOf(headers: Headers): 0 | 1 | 2 {
  const fields = headers.filter(([name]) => name === 'git-protocol')
  if (fields.length > 1) throw unintelligible('The request has more than one Git-Protocol field.')
  const words = fields[0]?.[1].split(':') ?? []
  if (words.includes('version=2')) return 2
  return words.includes('version=1') ? 1 : 0
}

/**
 * Reads a fetch from its first bytes; undefined until they hold what is asked for. Throws ERR_UNINTELLIGIBLE for
 * whatever gitprotocol-pack ("Packfile Negotiation") or gitprotocol-v2 ("Capabilities") doesn't have.
 */
export function readFetch(bytes: Buffer, extent: Extent, version: 0 | 1 | 2): Fetch | undefined {
  return version === 2 ? readCommand(bytes, extent) : readWants(bytes, extent, 0, 'wants')
}

function readCommand(bytes: Buffer, extent: Extent): Fetch | undefined {
  let command: string | undefined
  for (let at = 0; ; ) {
    const packet: Packet | undefined = readPacket(bytes, at)
    if (packet === undefined) return undefined
    at = packet.end
    if (packet.kind === 'data') {
      const named = /^command=(.*)$/s.exec(textOf(packet.payload))?.[1]
      if (named === undefined) continue
      if (command !== undefined) throw unintelligible('The request names more than one Git command.')
      command = named
      continue
    }
    if (command === undefined) throw unintelligible('The request names no Git command.')
    if (command !== 'ls-refs' && command !== 'fetch') {
      throw unintelligible(`Sallyport does not know Git's command "${command}".`)
    }
    if (packet.kind === 'flush') return { command, wants: [], truncated: false }
    if (command === 'ls-refs') return { command, wants: [], truncated: false }
    return readWants(bytes, extent, at, 'arguments')
  }
}

/** Version 0 ends its wants with a flush and has haves after it; version 2 mixes wants with all other arguments. */
function readWants(bytes: Buffer, extent: Extent, from: number, among: 'wants' | 'arguments'): Fetch | undefined {
  const wants: string[] = []
  for (let at = from; ; ) {
    const packet: Packet | undefined = readPacket(bytes, at)
    if (packet === undefined) return extent.cut ? { command: 'fetch', wants, truncated: true } : undefined
    at = packet.end
    if (packet.kind === 'flush') return { command: 'fetch', wants, truncated: false }
    if (packet.kind !== 'data') throw unintelligible('A fetch holds no delimiter packet among its arguments.')
    const text = textOf(packet.payload)
    const want = wantOf(text)
    if (want === undefined) {
      if (among === 'wants' && !/^(shallow|deepen|deepen-since|deepen-not|filter) /.test(text)) {
        throw unintelligible('A fetch begins with something other than what it wants.')
      }
      continue
    }
    if (wants.length === MOST_WANTS) return { command: 'fetch', wants, truncated: true }
    wants.push(want)
  }
}

function wantOf(text: string): string | undefined {
  const [, kind, rest] = /^(want|want-ref) (.*)$/s.exec(text) ?? []
  if (kind === undefined || rest === undefined) return undefined
  if (kind === 'want-ref') return rest
  // Version 0's first want has capabilities after it.
  const object = /^([0-9a-f]{64}|[0-9a-f]{40})(?: |$)/.exec(rest)?.[1]
  if (object === undefined) throw unintelligible('A fetch wants something that is no object name.')
  return object
}
