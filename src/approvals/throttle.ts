import { GatewayError } from '../core/errors.ts'

const MINUTE = 60_000
/** How far back denials count, in milliseconds. */
export const MEMORY = 60 * MINUTE
/** So many denials in so long, and a run asks for nothing more. */
const MANY = 5
const SPAN = 10 * MINUTE

/**
 * Keeps an agent from asking again and again until somebody gives in. Exactly what was denied may be asked again after a
 * minute, then two, four, up to an hour; a run that was denied five times in ten minutes asks for nothing meanwhile, in
 * however many sessions.
 *
 * @param denials of one run in the last hour, the oldest first; `same` where it was exactly this
 * @throws ERR_APPROVAL_THROTTLED
 */
export function throttle(denials: readonly { readonly same: boolean; readonly at: number }[], now: number): void {
  const same = denials.filter((denial) => denial.same)
  const again = same.length === 0 ? 0 : same.at(-1)!.at + Math.min(2 ** (same.length - 1) * MINUTE, MEMORY)
  if (again > now) throw refused('People have denied exactly this', again)
  const recent = denials.filter(({ at }) => at > now - SPAN)
  if (recent.length < MANY) return
  throw refused(`People have denied ${recent.length} requests of this run`, recent.at(-MANY)!.at + SPAN)
}

function refused(what: string, until: number): GatewayError {
  const at = new Date(until).toISOString().replace(/\.\d+Z$/, 'Z')
  return new GatewayError('ERR_APPROVAL_THROTTLED', `${what}; they are asked again from ${at} on.`, {
    fix: 'Do what was denied in another way that needs nobody, or leave it.',
  })
}
