import express, { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { GatewayError } from '../../core/errors.ts'
import type { Login } from '../../core/login.ts'
import { message } from '../pages/message.ts'
import { callerOf } from './caller.ts'
import { type Cookies, readCookie } from './cookies.ts'
import { wantsPage } from './requests.ts'

/** What the people's listener needs of the identity room. Rejects with ERR_LOGIN_*, ERR_TOKEN_*, ERR_STORE_UNAVAILABLE. */
export interface PeopleLogin {
  identify(token: string, door: Login['door']): Promise<Login | null>
  end(token: string): Promise<void>
  begin(to: unknown, within: number | null): Promise<{ location: string; state: string; sealed: string }>
  finish(query: string, sealed: string | null): Promise<{ token: string; login: Login; to: string }>
  exchange(tokens: { idToken: string; accessToken: string | null }): Promise<{ token: string; login: Login }>
  readonly client: { readonly issuer: string; readonly clientId: string; readonly scopes: readonly string[] }
}

export interface LoginOptions {
  readonly login: PeopleLogin
  readonly cookies: Cookies
  /** The people's listener as people know it, without a last slash. */
  readonly base: () => string
}

const within = z.coerce.number().int().min(1).max(86_400).nullable()
const tokens = z.strictObject({ id_token: z.string(), access_token: z.string().optional() })
/** Milliseconds that a browser keeps a login that has begun: a minute longer than it counts. */
const BEGUN = 660_000

/** Where people log in: open to everybody. */
export function loginRoutes({ login, cookies, base }: LoginOptions): Router {
  const routes = Router()
  routes.get('/login', async (req, res) => {
    const seconds = within.safeParse(req.query.within ?? null)
    if (!seconds.success) throw new GatewayError('ERR_REQUEST', 'The parameter "within" must be a number of seconds.')
    const { location, state, sealed } = await login.begin(req.query.to, seconds.data)
    res.cookie(cookies.begun(state), sealed, { ...cookies.options, maxAge: BEGUN })
    res.redirect(303, location)
  })
  routes.get('/login/callback', async (req, res) => {
    const begun = cookies.begun(String(req.query.state))
    const sealed = readCookie(req, begun)
    res.clearCookie(begun, cookies.options)
    const { token, login: admitted, to } = await login.finish(new URL(req.originalUrl, base()).search, sealed)
    const before = readCookie(req, cookies.session)
    if (before !== null) await login.end(before)
    res.cookie(cookies.session, token, { ...cookies.options, maxAge: admitted.expiresAt - admitted.createdAt })
    res.redirect(303, `${base()}${to}`)
  })
  routes.get('/login/discovery', (_req, res) => {
    const { issuer, clientId, scopes } = login.client
    res.json({ issuer, client_id: clientId, scopes })
  })
  routes.post('/login/tokens', express.json({ limit: '64kb' }), async (req, res) => {
    const body = tokens.safeParse(req.body)
    if (!body.success)
      throw new GatewayError('ERR_REQUEST', 'The body must be {"id_token": text, "access_token"?: text}.')
    const { id_token: idToken, access_token: accessToken = null } = body.data
    const { token, login: admitted } = await login.exchange({ idToken, accessToken })
    res.status(201).json({ token, name: admitted.name, groups: admitted.groups, expires_at: admitted.expiresAt })
  })
  return routes
}

/** Where they log out. */
export function logoutRoute({ login, cookies, base }: LoginOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const caller = callerOf(res)
    if (caller.kind === 'operator') throw new GatewayError('ERR_REQUEST', "The operator's token has no login to end.")
    await login.end(caller.token)
    res.clearCookie(cookies.session, cookies.options)
    if (wantsPage(req)) message(res, { title: 'You are logged out.', link: [`${base()}/login`, 'Log in'] })
    else res.json({})
  }
}
