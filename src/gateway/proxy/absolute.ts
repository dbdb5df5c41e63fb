import type { IncomingMessage, ServerResponse } from 'node:http'
import { asGatewayError, GatewayError, unintelligible } from '../../core/errors.ts'
import { createBody, hasBody } from '../body.ts'
import type { Gate } from '../gate.ts'
import { handle } from '../handle.ts'
import { STRANGER } from '../refuse.ts'
import { proxyToken, turnedAway } from './authenticate.ts'
import { parseAuthority, writtenAuthority } from './authority.ts'
import { isIntercepted, type Way } from './way.ts'

/** A request that names a whole URL (RFC 9112, section 3.2.2): plain HTTP through the proxy, without a tunnel. */
export async function absolute(gate: Gate, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    const way = await wayOf(gate, req)
    await handle(gate, req, res, way)
  } catch (thrown) {
    const { status, headers, body } = turnedAway(gate, asGatewayError(thrown))
    if (hasBody(req)) void createBody(req).drain(STRANGER)
    res.writeHead(status, headers.flat())
    res.end(req.method === 'HEAD' ? undefined : body)
  }
}

/** From here on the request names its path alone, as every other does. */
async function wayOf(gate: Gate, req: IncomingMessage): Promise<Way> {
  const match = /^(\w+):\/\/([^/?#]*)([^#]*)$/.exec(req.url!)
  if (match === null) {
    throw new GatewayError('ERR_NOT_FOUND', 'This is the proxy: it answers no requests to itself but GET /ca.pem.', {
      fix: 'Set it as HTTP_PROXY and HTTPS_PROXY.',
    })
  }
  const [, scheme, written, target] = match
  if (scheme!.toLowerCase() !== 'http') throw unintelligible('Only http:// goes without a tunnel.', 'Use CONNECT.')
  const token = proxyToken(req)
  await gate.sessions.identify(token)
  const authority = parseAuthority(written!, 80)
  if (!isIntercepted(gate.connections, authority)) {
    throw new GatewayError('ERR_CONNECTION_UNKNOWN', `No connection has http://${writtenAuthority(authority)}.`, {
      fix: 'Have one added, or ask for a host that policy lets tunnels lead to by https://.',
    })
  }
  req.url = target!.startsWith('/') ? target! : `/${target}`
  return { token, authority, scheme: 'http', servername: null }
}
