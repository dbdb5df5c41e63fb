import { createHash, createHmac } from 'node:crypto'
import type { Headers } from '../../core/request.ts'

/** What a signature is made over, as it is sent. */
export interface Signed {
  readonly method: string
  /** The whole path, below no base. */
  readonly path: string
  /** With its question mark, or empty. */
  readonly query: string
  /** Those that are signed, names in lower case; `host` and `x-amz-date` are among them. */
  readonly headers: Headers
  /** SHA-256 of the body in hex, or what stands for it. */
  readonly payload: string
}

/** Whose signature, and where it counts. */
export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
}

/** Services of which a path is encoded once. */
const ONCE: ReadonlySet<string> = new Set(['s3', 's3-object-lambda', 's3-outposts'])

/** Whether this is S3, whose paths and bodies are signed unlike other services'. */
export function isS3(service: string): boolean {
  return ONCE.has(service)
}

/** A moment as `x-amz-date` has it, to the second: ISO 8601, the basic format. */
export function dateOf(at: Date): string {
  return at.toISOString().replace(/[:-]|\.\d{3}/g, '')
}

/**
 * The `Authorization` field of a request ("AWS Signature Version 4 for API requests", IAM User Guide): over the very
 * path that is sent, which other signers would tidy up first.
 */
export function authorization(signed: Signed, signer: Signer, at: Date): string {
  const { accessKeyId, secretAccessKey, region, service } = signer
  const date = dateOf(at)
  const scope = [date.slice(0, 8), region, service, 'aws4_request']
  const fields = grouped(signed.headers)
  const names = fields.map(([name]) => name).join(';')
  const canonical = [
    signed.method,
    isS3(service) ? encodedOnce(signed.path) : encoded(signed.path),
    canonicalQuery(signed.query),
    ...fields.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    signed.payload,
  ].join('\n')
  const digest = createHash('sha256').update(canonical, 'latin1').digest('hex')
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part).digest(), `AWS4${secretAccessKey}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), digest].join('\n')).digest('hex')
  const credential = [accessKeyId, ...scope].join('/')
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text)
}

/** In the order of their names, lines of one name joined, blanks trimmed. */
function grouped(headers: Headers): readonly (readonly [name: string, value: string])[] {
  const values = new Map<string, string[]>()
  for (const [name, value] of headers) {
    values.set(name, [...(values.get(name) ?? []), value.trim().replace(/ +/g, ' ')])
  }
  return [...values].map(([name, lines]) => [name, lines.join(',')] as const).sort(([a], [b]) => (a < b ? -1 : 1))
}

function canonicalQuery(query: string): string {
  const pairs = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [encodedOnce(plus(name), ''), encodedOnce(plus(value), '')] as const
    })
  return pairs
    .sort(([a, one], [b, other]) => (a === b ? (one < other ? -1 : Number(one > other)) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&')
}

/** To a server a plus in a query is a space. */
function plus(text: string): string {
  return text.replaceAll('+', '%20')
}

/** What isn't escaped yet is. */
function encodedOnce(text: string, kept = '/'): string {
  return text.replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~-]/g, (it) => {
    if (it.length > 1) return unreserved(it)
    return it === kept ? it : percent(it)
  })
}

/** An escape as it ought to be: none of what needs none. */
function unreserved(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
  return /[A-Za-z0-9._~-]/.test(character) ? character : escaped.toUpperCase()
}

/** Once more: what is escaped already, too. */
function encoded(path: string): string {
  return path.replace(/[^A-Za-z0-9._~/-]/g, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
