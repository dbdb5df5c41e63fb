import type { Request } from 'express'
import { z } from 'zod'
import { GatewayError } from '../../core/errors.ts'
import type { SessionFilter } from '../../core/search.ts'

const value = z.string().min(1).max(500)
const filter = z.strictObject({
  agent: value.optional(),
  repository: value.optional(),
  run: value.optional(),
  connection: value.optional(),
  operation: value.optional(),
  decision: z.enum(['allow', 'mask', 'require_approval', 'deny']).optional(),
  rule: value.optional(),
  approver: value.optional(),
  since: value.optional(),
  until: value.optional(),
  text: value.regex(/[\p{L}\p{N}_]/u).optional(),
})

const UNITS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** RFC 3339, section 5.6; a day by itself is its beginning in UTC. */
const MOMENT = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?$/

/** What sessions are asked for. A misspelt filter would find everything: @throws ERR_REQUEST */
export function filterOf({ query }: Request, now: number): SessionFilter {
  const { limit: _limit, ...asked } = query
  const parsed = filter.safeParse(asked)
  if (!parsed.success) throw refused(parsed.error)
  const { since, until, ...rest } = parsed.data
  return Object.fromEntries(
    Object.entries({
      ...rest,
      since: since === undefined ? undefined : momentOf('since', since, now),
      until: until === undefined ? undefined : momentOf('until', until, now),
    }).filter(([, given]) => given !== undefined),
  )
}

/** Milliseconds since the epoch. @throws ERR_REQUEST */
function momentOf(name: string, text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * UNITS[unit!]!
  const at = MOMENT.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) {
    throw new GatewayError(
      'ERR_REQUEST',
      `The parameter "${name}" must be a moment as RFC 3339 writes it, or how long ago: 90s, 30m, 2h, 7d.`,
    )
  }
  return at
}

function refused({ issues }: z.ZodError): GatewayError {
  const [issue] = issues
  if (issue?.code === 'unrecognized_keys') {
    return new GatewayError('ERR_REQUEST', `Sessions can't be filtered by "${issue.keys[0]}".`, {
      fix: `Filter by ${Object.keys(filter.shape).join(', ')}.`,
    })
  }
  const name = String(issue?.path[0])
  const rule =
    name === 'decision'
      ? 'must be allow, mask, require_approval or deny'
      : name === 'text'
        ? 'must have a letter or a digit in it, and no more than 500 characters'
        : 'must be one text of 1 to 500 characters'
  return new GatewayError('ERR_REQUEST', `The parameter "${name}" ${rule}.`)
}
