import type { IncomingMessage } from 'node:http'
import type { Request } from '../core/request.ts'

/**
 * Where the client found the connection, as it would write it: `https://gate.example/c/shop`. A proxy that ends TLS in
 * front says so in X-Forwarded-Proto; a client that says it itself misleads nobody else.
 */
export function addressOf(req: IncomingMessage, { host }: Pick<Request, 'host'>, base: string): string {
  const forwarded = req.headers['x-forwarded-proto']
  if (forwarded === 'https' || forwarded === 'http') return `${forwarded}://${host}${base}`
  return `${'encrypted' in req.socket ? 'https' : 'http'}://${host}${base}`
}
