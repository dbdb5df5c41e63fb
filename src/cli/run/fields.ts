/**
 * Hop-by-hop (RFC 9110, section 7.6.1); Transfer-Encoding stays, for it tells how the body goes on to the next hop.
 * Trailers don't go on, and Node throws where they are announced for a body that has no place for them.
 */
const OF_THIS_HOP = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'upgrade', 'te', 'trailer'],
])

/** The fields of a message that go on to the next hop: name and value in turn, as in `rawHeaders`. */
export function goingOn(raw: readonly string[]): string[] {
  const named = new Set(raw.flatMap((value, at) => (isConnection(raw, at) ? value.toLowerCase().split(/\s*,\s*/) : [])))
  return raw.filter((_, at) => {
    const name = raw[at - (at % 2)]!.toLowerCase()
    return !OF_THIS_HOP.has(name) && !(named.has(name) && name !== 'transfer-encoding' && name !== 'content-length')
  })
}

function isConnection(raw: readonly string[], at: number): boolean {
  return at % 2 === 1 && raw[at - 1]!.toLowerCase() === 'connection'
}

/** The fields of an answer for the client, which is not whom the gateway asks for a password. */
export function forAnswer(raw: readonly string[]): string[] {
  const fields = goingOn(raw)
  return fields.filter((_, at) => fields[at - (at % 2)]!.toLowerCase() !== 'proxy-authenticate')
}

/** Fields as they stand in a head. */
export function lines(fields: readonly string[]): string {
  return fields.map((value, at) => (at % 2 === 0 ? `${value}: ` : `${value}\r\n`)).join('')
}

/**
 * The head of an answer that opens no tunnel, told to close. A 407 is the gateway asking for the session's token, which
 * is not the client's to give: to the client this is a refusal.
 */
export function closing(head: string): string {
  const rest = head.replace(/^(?:proxy-authenticate|(?:proxy-)?connection):.*\r\n/gim, '')
  return rest.replace(/^(HTTP\/\S+) 407/, '$1 403').replace(/\r\n$/, 'Connection: close\r\n\r\n')
}
