import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../../core/errors.ts'
import { newId } from '../../core/id.ts'
import type { Answer } from '../../core/request.ts'
import type { Gate } from '../gate.ts'
import { tokenIn } from '../identify.ts'
import { headersOf } from '../match.ts'
import { plain } from '../refuse.ts'

/** The session token that a client gives the proxy (RFC 9110, section 11.7.2). Throws ERR_SESSION_REQUIRED. */
export function proxyToken(req: IncomingMessage): string {
  const token = tokenIn(headersOf(req), 'proxy-authorization')
  if (token !== undefined) return token
  throw new GatewayError('ERR_SESSION_REQUIRED', 'The proxy was given no session token.', {
    fix: 'Give the session token as the password of the proxy, with any user name: http://run:<token>@<gate>.',
  })
}

/** What a client of the proxy is answered that got no further: a missing or worn-out session is asked for (407). */
export function challenge({ code, status, message, fix }: GatewayError, exchange: string): Answer {
  const isSession = status === 401
  const answer = plain({ code, status: isSession ? 407 : status, message, fix, exchange })
  if (!isSession) return answer
  return { ...answer, headers: [...answer.headers, ['proxy-authenticate', 'Basic realm="Sallyport"']] }
}

/** {@link challenge}, counted: for who is refused before there is an exchange to put on record. */
export function turnedAway(gate: Gate, error: GatewayError): Answer {
  if (error.cause !== undefined) gate.observer.failed('none', error)
  const answer = challenge(error, newId(gate.now()))
  const { status } = answer
  gate.observer.finished({ connection: '', effect: 'none', rules: [], code: error.code, status, seconds: 0 })
  return answer
}
