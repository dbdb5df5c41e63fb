import { GatewayError } from '../core/errors.ts'

/** What any evaluation may spend. An ordinary decision spends 5,000 to 20,000. */
const BASE = 5_000_000
/** What it may spend for each byte of its input besides. Measured: a push of 3,000 refs spends 13. */
const PER_BYTE = 30

/**
 * What an evaluation may spend on an input of so many bytes: a unit is a call of a rule or a turn of a loop inside the
 * module, or about as much work of a built-in function outside it. Measured: a unit takes 3 to 30 ns, so that a rule
 * that loops over an ordinary input is stopped within some 150 ms.
 */
export function fuelFor(bytes: number): number {
  return BASE + PER_BYTE * bytes
}

/** Refuses a request whose evaluation has spent all that it may. */
export function outOfFuel(cause?: unknown): GatewayError {
  return new GatewayError(
    'ERR_POLICY_DEADLINE',
    'The policy took too much work over this request, which is refused. Other requests are not affected.',
    { fix: 'Send less in one request; or have the rule mended that takes so long.', cause },
  )
}
