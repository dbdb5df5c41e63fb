import { unintelligible } from '../../core/errors.ts'
import type { Headers } from '../../core/request.ts'
import { readCapabilities } from './capabilities.ts'
import { fetchArguments, NOTHING, type Wanted } from './fetch-arguments.ts'
import { readObjectName } from './object-name.ts'
import type { Extent } from './peek.ts'
import { type Packet, readPacket, textOf } from './pkt-line.ts'

/** What a call to upload-pack asks for. */
export interface Fetch extends Wanted {
  readonly command: 'ls-refs' | 'fetch' | 'object-info'
  /** For the server itself to understand (`--server-option`). */
  readonly server_options: readonly string[]
}

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
  return version === 2 ? readCommand(bytes, extent) : readWants(bytes, extent)
}

/** Lines up to a flush, and then haves, which decide about nothing. The first want has capabilities after it. */
function readWants(bytes: Buffer, extent: Extent): Fetch | undefined {
  const found = fetchArguments()
  let wanting = false
  for (let at = 0; ; ) {
    const packet: Packet | undefined = readPacket(bytes, at)
    if (packet === undefined && !extent.cut) return undefined
    if (packet === undefined || packet.kind === 'flush') {
      return { command: 'fetch', server_options: [], ...found.wanted(packet === undefined) }
    }
    if (packet.kind !== 'data') throw unintelligible('A fetch holds no delimiter packet among its wants.')
    at = packet.end
    const text = textOf(packet.payload)
    const first = wanting ? null : /^(want [^ ]*) (.*)$/s.exec(text)
    if (first !== null && readCapabilities(first[2]!).has('deepen-relative')) found.deepenRelative()
    wanting ||= text.startsWith('want ')
    if (!found.take(first?.[1] ?? text)) {
      throw unintelligible('A fetch begins with something other than what it wants.')
    }
  }
}

/** Capabilities, a delimiter, arguments, a flush (gitprotocol-v2, "Command Request"). */
function readCommand(bytes: Buffer, extent: Extent): Fetch | undefined {
  const asked: string[] = []
  const server_options: string[] = []
  let taker: Taker | undefined
  for (let at = 0; ; ) {
    const packet: Packet | undefined = readPacket(bytes, at)
    if (packet === undefined) {
      return taker !== undefined && extent.cut ? { server_options, ...taker.fetch(true) } : undefined
    }
    at = packet.end
    if (packet.kind === 'flush') {
      taker ??= takerOf(asked)
      if (bytes.length > at) throw unintelligible('Something follows the end of the Git command.')
      // Whether anything does isn't known before the body's end.
      return extent.ended ? { server_options, ...taker.fetch(false) } : undefined
    }
    if (packet.kind !== 'data') {
      if (taker !== undefined) throw unintelligible('A fetch holds no delimiter packet among its arguments.')
      taker = takerOf(asked)
    } else if (taker !== undefined) taker.take(textOf(packet.payload))
    else {
      const text = textOf(packet.payload)
      if (text.startsWith('server-option=')) server_options.push(text.slice('server-option='.length))
      else asked.push(text)
    }
  }
}

/** How one command's arguments are read. */
interface Taker {
  take(argument: string): void
  fetch(cut: boolean): Omit<Fetch, 'server_options'>
}

function takerOf(capabilities: readonly string[]): Taker {
  readCapabilities(capabilities.join(' '))
  const other = capabilities.find((text) => !/^(?:command|agent|object-format|session-id)=/.test(text))
  if (other !== undefined) throw unintelligible(`Sallyport does not know Git's capability "${other}".`)
  const command = capabilities.find((text) => text.startsWith('command='))?.slice('command='.length)
  if (command === undefined) throw unintelligible('The request names no Git command.')
  if (command === 'ls-refs') return listing()
  if (command === 'fetch') return fetching()
  if (command === 'object-info') return describing()
  if (command === 'bundle-uri') throw unintelligible(BUNDLES, 'Unset transfer.bundleURI.')
  throw unintelligible(`Sallyport does not know Git's command "${command}".`)
}

const BUNDLES = "Sallyport doesn't tell of bundles: they are kept at other places, to which it doesn't lead."
const ELSEWHERE = "Sallyport doesn't pass on packfile URIs: they lead to other places than the repository."

function listing(): Taker {
  return {
    take(argument) {
      if (!/^(?:peel|symrefs|unborn|ref-prefix [^\x00-\x20\x7f]*)$/.test(argument)) throw unknown('ls-refs', argument)
    },
    fetch: () => ({ command: 'ls-refs', ...NOTHING }),
  }
}

function fetching(): Taker {
  const found = fetchArguments()
  return {
    take(argument) {
      if (found.take(argument)) return
      if (argument.startsWith('want-ref ')) found.wantRef(argument.slice('want-ref '.length))
      else if (argument.startsWith('have ')) readObjectName(argument.slice('have '.length), 'A have of the fetch')
      else if (argument === 'deepen-relative') found.deepenRelative()
      else if (/^packfile-uris /.test(argument)) throw unintelligible(ELSEWHERE, 'Unset fetch.uriProtocols.')
      else if (!HOW.has(argument)) throw unknown('fetch', argument)
    },
    fetch: (cut) => ({ command: 'fetch', ...found.wanted(cut) }),
  }
}

/** Arguments that say how a pack is sent, not what is in it. */
const HOW: ReadonlySet<string> = new Set([
  'done',
  'thin-pack',
  'no-progress',
  'include-tag',
  'ofs-delta',
  'sideband-all',
  'wait-for-done',
])

/** Object names, and that their sizes are asked for (gitprotocol-v2, "object-info"). */
function describing(): Taker {
  const found = fetchArguments()
  return {
    take(argument) {
      if (argument.startsWith('oid ')) found.take(`want ${argument.slice('oid '.length)}`)
      else if (argument !== 'size') throw unknown('object-info', argument)
    },
    fetch: (cut) => ({ command: 'object-info', ...found.wanted(cut) }),
  }
}

function unknown(command: string, argument: string): Error {
  return unintelligible(`Sallyport does not know the argument "${argument.slice(0, 100)}" of Git's ${command}.`)
}
