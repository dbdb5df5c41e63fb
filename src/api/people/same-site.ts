import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import { GatewayError } from '../../core/errors.ts'

/** What a form of ours carries for whoever is logged in by this token: no other site can know it. */
export function formToken(token: string): string {
  return createHmac('sha256', token).update('form').digest('base64url')
}

/**
 * Refuses what a page of another site made a browser send with its cookie.
 *
 * @param origin our own, as people know it
 * @param token that the cookie has
 * @param sent the form's own token
 * @throws ERR_CROSS_SITE
 */
export function checkSameSite(req: Request, origin: string, token: string, sent: unknown): void {
  const { origin: from, 'sec-fetch-site': site } = req.headers
  const fits = typeof sent === 'string' && timingSafeEqual(digest(sent), digest(formToken(token)))
  if (from === origin && (site === undefined || site === 'same-origin') && fits) return
  throw new GatewayError('ERR_CROSS_SITE', "This doesn't come from a page of ours.", {
    fix: `Answer on the page itself, at ${origin}.`,
  })
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
