import type { Request } from 'express'
import { z } from 'zod'
import { GatewayError } from '../../core/errors.ts'
import { notFound } from '../errors.ts'

const limit = z.coerce.number().int().min(1).max(1000).default(50)

/** How many are asked for. */
export function limitOf(req: Request): number {
  const parsed = limit.safeParse(req.query.limit)
  if (!parsed.success) throw new GatewayError('ERR_REQUEST', 'The parameter "limit" must be a number from 1 to 1000.')
  return parsed.data
}

/** What was looked for. @throws ERR_NOT_FOUND */
export async function found<T>(look: Promise<T | null>): Promise<T> {
  return (await look) ?? notFound()
}

/** True for a browser; programs that say nothing of what they take get JSON. */
export function wantsPage(req: Request): boolean {
  return req.accepts(['json', 'html']) === 'html'
}
