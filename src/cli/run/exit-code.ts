import { constants } from 'node:os'
import { asGatewayError } from '../../core/errors.ts'

/** BSD's sysexits(3). */
const UNAVAILABLE = 69
const NO_PERMISSION = 77
const CONFIGURATION = 78

/** What a shell says of a command that ended so: its own code, or 128 and the signal's number. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal]
}

/** What tells a job why its command was not started: the gateway is away, it refused, or something is not set up. */
export function exitCodeFor(thrown: unknown): number {
  const { code, status } = asGatewayError(thrown)
  if (code === 'ERR_COMMAND_UNKNOWN') return 127
  if (status === 401 || status === 403) return NO_PERMISSION
  return status === 502 || status === 503 ? UNAVAILABLE : CONFIGURATION
}
