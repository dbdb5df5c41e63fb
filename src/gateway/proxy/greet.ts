import type { Duplex } from 'node:stream'
import { type SecureContext, TLSSocket } from 'node:tls'
import { GatewayError } from '../../core/errors.ts'
import { parseHost } from './authority.ts'

/** Milliseconds for a client's TLS handshake. */
const HANDSHAKE = 30_000
/** The first byte of TLS (RFC 8446, section 5.1: handshake). */
const TLS_HANDSHAKE = 0x16

/** Whether a client's first bytes are the beginning of TLS. */
export function speaksTls(first: Buffer): boolean {
  return first[0] === TLS_HANDSHAKE
}

/**
 * Answers a client's TLS greeting as the host that it believes to talk to; HTTP/1.1 is all that is offered. Whatever
 * name it greets gets a certificate of that name, so that what is wrong with it can be said inside.
 * Rejects with ERR_CLIENT_TLS where the client breaks off, or takes too long; then the socket is gone.
 */
export function greet(
  socket: Duplex,
  host: string,
  contextOf: (host: string) => Promise<SecureContext>,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    contextOf(host).then((secureContext) => {
      // It would tell of its end no second time.
      if (socket.destroyed) {
        reject(broken(host, new Error('the connection is gone')))
        return
      }
      const secure = new TLSSocket(socket as ConstructorParameters<typeof TLSSocket>[0], {
        isServer: true,
        secureContext,
        ALPNProtocols: ['http/1.1'],
        SNICallback: (name, done) =>
          contextOf(nameOf(name) ?? host).then(
            (context) => done(null, context),
            (error) => done(error),
          ),
      })
      const late = setTimeout(() => secure.destroy(new Error('the handshake took too long')), HANDSHAKE)
      let cause: unknown
      const closed = (): void => {
        clearTimeout(late)
        socket.destroy()
        reject(broken(host, cause))
      }
      // Stays: what comes after the handshake is nobody's to throw, either.
      secure.on('error', (error) => {
        cause ??= error
      })
      secure.on('_tlsError', (error: Error) => {
        cause ??= error
      })
      secure.on('close', closed)
      secure.once('secure', () => {
        clearTimeout(late)
        secure.off('close', closed)
        resolve(secure)
      })
    }, reject)
  })
}

/** The name that a client's TLS greeted; null where it greeted none. */
export function greeted(secure: TLSSocket): string | null {
  const { servername } = secure as { servername?: string | false | null }
  return servername || null
}

function nameOf(servername: string): string | null {
  try {
    return parseHost(servername)
  } catch {
    return null
  }
}

function broken(host: string, cause: unknown): GatewayError {
  return new GatewayError('ERR_CLIENT_TLS', `A client broke off its TLS handshake with ${host}.`, {
    fix: "Have it trust the gateway's authority: GET /ca.pem.",
    cause,
  })
}
