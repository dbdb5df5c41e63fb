import type { Family, Value } from '../builtin.ts'
import { ofStrings } from '../operands.ts'
import { parseHost, splitHostPort } from './host.ts'
import { escapePercent, isWellEscaped, unescapePercent } from './percent.ts'

/** The parts of a URI as they stand, escapes and all. */
interface Parts {
  readonly scheme: string
  readonly host: string
  /** Null for an opaque URI such as `mailto:someone`. */
  readonly path: string | null
  readonly query: string
  readonly fragment: string
}

const USER = /^[\w\-.:~!$&'()*+,;=%@]*$/

/** Null for what Go's url.Parse takes for an error. Source: Go's net/url. */
function parse(text: string): Parts | null {
  const [main, fragment] = cut(text, '#')
  if (/[\0-\x1f\x7f]/.test(main) || !isWellEscaped(fragment)) return null
  if (main === '*') return { scheme: '', host: '', path: '*', query: '', fragment }
  const scheme = /^[a-zA-Z][a-zA-Z\d+\-.]*(?=:)/.exec(main)?.[0] ?? ''
  if (main.startsWith(':')) return null
  const [rest, query] = cut(scheme === '' ? main : main.slice(scheme.length + 1), '?')
  const lower = scheme.toLowerCase()
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme: lower, host: '', path: null, query, fragment }
    if (cut(rest, '/')[0].includes(':')) return null
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  const slash = hasAuthority ? rest.indexOf('/', 2) : 0
  const path = slash < 0 ? '' : rest.slice(slash)
  const host = hasAuthority ? parseAuthority(lower, rest.slice(2, slash < 0 ? undefined : slash)) : ''
  return host === null || !isWellEscaped(path) ? null : { scheme: lower, host, path, query, fragment }
}

function cut(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

function parseAuthority(scheme: string, authority: string): string | null {
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, Math.max(at, 0))
  const host = parseHost(scheme, authority.slice(at + 1))
  return USER.test(user) && isWellEscaped(user) ? host : null
}

/** What isn't there is left out. The raw path is the path, unless that would be escaped otherwise. */
function describe({ scheme, host, path, query, fragment }: Parts): Value {
  const { hostname, port } = splitHostPort(unescapePercent(host))
  const plain = unescapePercent(path ?? '')
  const raw = escapePercent(plain, PATH_SPECIAL) === path ? plain : (path ?? '')
  const members = [
    ['scheme', scheme],
    ['hostname', hostname],
    ['port', port],
    ['path', plain],
    ['raw_path', raw],
    ['raw_query', query],
    ['fragment', unescapePercent(fragment)],
  ]
  return Object.fromEntries(members.filter(([, member]) => member !== ''))
}

/** What Go escapes in a path. */
const PATH_SPECIAL = /[^\w$&+,\-./:;=@~]+/g

/** OPA's builtins of URIs. Source: v1/topdown/uri.go. */
export const uriFamily: Family = {
  'uri.parse': ofStrings((_, text) => {
    const parts = parse(text!)
    return parts === null ? undefined : describe(parts)
  }),
  'uri.is_valid': {
    notation: 'json',
    call: (_, text) => typeof text === 'string' && text !== '' && parse(text) !== null,
  },
}
