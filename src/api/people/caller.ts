import { hash, timingSafeEqual } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'
import type { Identity, Voter } from '../../core/approval.ts'
import { GatewayError } from '../../core/errors.ts'
import type { Login } from '../../core/login.ts'
import { type Cookies, readCookie } from './cookies.ts'

/** Whoever holds the operator's token, or somebody who is logged in; `token` is what says so. */
export type Caller =
  | { readonly kind: 'operator' }
  | { readonly kind: 'person'; readonly login: Login; readonly groups: readonly string[]; readonly token: string }

export interface CallerOptions {
  /** Made at first start. Session tokens open nothing here. */
  readonly operatorToken: string
  /** Null where nobody can log in. */
  readonly login: { identify(token: string, door: Login['door']): Promise<Login | null> } | null
  /** Groups that somebody is configured to be in, besides those that the identity provider tells of. */
  readonly groupsOf: (identities: readonly Identity[]) => readonly string[] | Promise<readonly string[]>
  readonly cookies: Cookies
}

/** Lets nobody further whom it doesn't know. A browser shows a cookie, a command line a bearer token; neither the other's. */
export function authenticated({ operatorToken, login, groupsOf, cookies }: CallerOptions) {
  const expected = digest(`Bearer ${operatorToken}`)
  const person = async (found: Login | null, token: string): Promise<Caller> => {
    if (found === null) throw loginRequired()
    const groups = [...new Set([...found.groups, ...(await groupsOf(found.identities))])]
    return { kind: 'person', login: found, groups, token }
  }
  const identified = async (req: Request): Promise<Caller> => {
    const { authorization } = req.headers
    if (authorization !== undefined && timingSafeEqual(digest(authorization), expected)) return { kind: 'operator' }
    if (login === null) throw operatorRequired()
    const bearer = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
    if (authorization !== undefined && bearer === undefined) throw loginRequired()
    const token = bearer ?? readCookie(req, cookies.session)
    if (token === null) throw loginRequired()
    return person(await login.identify(token, bearer === undefined ? 'web' : 'cli'), token)
  }
  return async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    res.locals.caller = await identified(req)
    next()
  }
}

/** Who asks, after {@link authenticated}. */
export function callerOf(res: Response): Caller {
  return res.locals.caller as Caller
}

/** Lets those further who may see and end what belongs to all. */
export function administrators(groups: readonly string[]) {
  return (_req: Request, res: Response, next: NextFunction): void => {
    const caller = callerOf(res)
    if (caller.kind === 'operator' || caller.groups.some((group) => groups.includes(group))) {
      next()
      return
    }
    throw new GatewayError('ERR_ADMIN_REQUIRED', 'This is for administrators.', {
      fix: "Be a member of one of login.admins, or use the operator's token.",
    })
  }
}

/** Who is on record for what a caller does. */
export function nameOf(caller: Caller): string {
  return caller.kind === 'operator' ? 'operator' : caller.login.name
}

/**
 * The person who votes. A command line's login may have been begun by somebody else, who sent its code to whoever typed
 * it in (RFC 8628, section 5.4): it is never a recent one.
 */
export function voterOf({ login, groups }: Extract<Caller, { kind: 'person' }>): Voter {
  const { identities, name, door } = login
  return { identities, name, groups, door, authenticatedAt: door === 'web' ? login.authenticatedAt : null }
}

function loginRequired(): GatewayError {
  return new GatewayError('ERR_LOGIN_REQUIRED', 'Nobody is logged in here, or not any more.', {
    fix: 'Run: sallyport login. In a browser, open /login.',
  })
}

function operatorRequired(): GatewayError {
  return new GatewayError(
    'ERR_OPERATOR_REQUIRED',
    "This listener is for people, and opens with the operator's token.",
    {
      fix: 'Send it as Bearer; it lies in the data directory, in the file operator-token.',
    },
  )
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
