import { GatewayError } from '../core/errors.ts'

/** Bytes of memory, and seconds of processor time, for each run of git that reads what was pushed. */
export const LIMITS = { dataBytes: 1024 ** 3, cpuSeconds: 120 } as const

/** A push that is larger than what the gateway looks into. */
export function tooMuch(message: string): GatewayError {
  return new GatewayError('ERR_INSPECTION_LIMIT', message, { fix: 'Push in smaller parts.' })
}
