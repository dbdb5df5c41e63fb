import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'
import { GatewayError } from '../../core/errors.ts'
import { callerOf } from './caller.ts'

/** What a form of ours carries for whoever is logged in by this token: no other site can know it. */
export function formToken(token: string): string {
  return createHmac('sha256', token).update('form').digest('base64url')
}

/**
 * Refuses what a page of another site made a browser send with its cookie, and takes the form's token off the body. What
 * comes with a bearer token, no page has sent.
 *
 * @param base the people's listener as people know it
 */
export function sameSiteOnly(base: () => string) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const caller = callerOf(res)
    if (caller.kind === 'person' && caller.login.door === 'web' && !SAFE.has(req.method)) {
      const { form, ...body } = (req.body ?? {}) as { readonly form?: unknown }
      check(req, new URL(base()).origin, caller.token, form)
      req.body = body
    }
    next()
  }
}

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function check({ headers }: Request, origin: string, token: string, sent: unknown): void {
  const { origin: from, 'sec-fetch-site': site } = headers
  const fits = typeof sent === 'string' && timingSafeEqual(digest(sent), digest(formToken(token)))
  if (from === origin && (site === undefined || site === 'same-origin') && fits) return
  throw new GatewayError('ERR_CROSS_SITE', "This doesn't come from a page of ours.", {
    fix: `Answer on the page itself, at ${origin}.`,
  })
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
