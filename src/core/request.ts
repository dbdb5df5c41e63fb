import type { ClientCertificate, Connection } from './connection.ts'

/** Header fields in the order received; names in lower case, one entry a field line. */
export type Headers = readonly (readonly [name: string, value: string])[]

/** The first value of a header field, or undefined. */
export function header(headers: Headers, name: string): string | undefined {
  for (const field of headers) if (field[0] === name) return field[1]
  return undefined
}

/** A request's body, read once: what was peeked at is what is forwarded. */
export interface Body {
  /**
   * Hands `read` the body's first bytes, again with more until it answers something other than undefined.
   * Throws ERR_UNINTELLIGIBLE if it hasn't by `limit` bytes or by the end. Nothing is consumed.
   */
  peek<T>(limit: number, read: (bytes: Buffer, ended: boolean) => T | undefined): Promise<T>
}

/** A request as it was matched: its target relative to the connection, normalised once. */
export interface Request {
  readonly connection: Connection
  readonly method: string
  /** The authority that the client named. */
  readonly host: string
  /** Percent-encoded, begins with a slash, without the connection's prefix. What is judged and what is forwarded. */
  readonly path: string
  /** With its question mark, or empty. */
  readonly query: string
  /** No hop-by-hop field, no credential. */
  readonly headers: Headers
  readonly body: Body | null
}

/** Status line and header fields of an answer. */
export interface AnswerHead {
  readonly status: number
  readonly headers: Headers
}

/** A whole answer that Sallyport itself gives. */
export interface Answer extends AnswerHead {
  readonly body: Buffer
}

/** What to send upstream; the body goes as it came. */
export interface Outgoing {
  readonly method: string
  /** Path and query, below the connection's upstream URL. */
  readonly target: string
  readonly headers: Headers
  /** Absent where the gateway shows none. */
  readonly certificate?: ClientCertificate
}
