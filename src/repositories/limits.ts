import { GatewayError } from '../core/errors.ts'

/** A push that is larger than what the gateway looks into. */
export function tooMuch(message: string): GatewayError {
  return new GatewayError('ERR_INSPECTION_LIMIT', message, { fix: 'Push in smaller parts.' })
}
