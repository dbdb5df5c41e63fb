import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { GatewayError } from '../core/errors.ts'
import { asApiError, notFound } from './errors.ts'
import { message } from './pages/message.ts'
import { type AdministrationOptions, administration } from './people/administration.ts'
import { type ApprovalOptions, approvalRoutes } from './people/approvals.ts'
import { administrators, authenticated, type CallerOptions } from './people/caller.ts'
import { cookiesOf } from './people/cookies.ts'
import { loginRoutes, logoutRoute, type PeopleLogin } from './people/login.ts'
import { wantsPage } from './people/requests.ts'
import { sameSiteOnly } from './people/same-site.ts'

export type { PolicyDesk } from './people/administration.ts'
export type { ExchangeReader, SessionRecord } from './people/sessions.ts'

export interface PeopleOptions
  extends AdministrationOptions,
    ApprovalOptions,
    Pick<CallerOptions, 'operatorToken' | 'groupsOf'> {
  /** Null where nobody can log in, and the operator's token alone opens this listener. */
  readonly login: PeopleLogin | null
  /** Groups whose members see and end sessions, leases and policy. */
  readonly admins: readonly string[]
  /** Whether people come by https. */
  readonly secure: boolean
  readonly report: (error: unknown) => void
}

/** The people's listener: approvals for whoever is logged in; sessions, leases and policy for administrators. */
export function peopleApp(options: PeopleOptions): Express {
  const { login, base, report } = options
  const cookies = cookiesOf(options.secure)
  const app = express().disable('x-powered-by').disable('etag')
  app.use((_req, res, next) => {
    res.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
    next()
  })
  if (login !== null) app.use(loginRoutes({ login, cookies, base }))
  app.use(authenticated({ ...options, cookies }))
  app.use(express.json({ limit: '64kb' }), express.urlencoded({ extended: false, limit: '64kb' }))
  app.use(sameSiteOnly(base))
  if (login !== null) app.post('/logout', logoutRoute({ login, cookies, base }))
  app.use(approvalRoutes(options))
  app.use(['/sessions', '/leases', '/exchanges', '/policy'], administrators(options.admins))
  app.use(administration(options))
  app.use(notFound)
  app.use(answerPeople(base, login !== null, report))
  return app
}

/** Answers what a route threw: a browser with a page, or with the way to log in; programs with JSON. */
function answerPeople(base: () => string, canLogIn: boolean, report: (error: unknown) => void) {
  return (thrown: unknown, req: Request, res: Response, _next: NextFunction): void => {
    const error = asApiError(thrown)
    const { status, code, fix } = error
    // Anybody may send a token that is none, as often as they like.
    if (error.cause !== undefined && !code.startsWith('ERR_TOKEN_')) report(error)
    const isPage = wantsPage(req)
    if (isPage && code === 'ERR_LOGIN_REQUIRED' && req.method === 'GET') {
      res.redirect(303, `${base()}/login?to=${encodeURIComponent(req.originalUrl)}`)
      return
    }
    res.status(status)
    if (!isPage) res.json({ error: { code, message: error.message, fix } })
    else
      message(res, {
        title: error.message,
        text: `${code}. ${fix ?? ''}`,
        ...(canLogIn ? { link: linkFor(error, base()) } : {}),
      })
  }
}

function linkFor({ code }: GatewayError, base: string): readonly [string, string] {
  return code.startsWith('ERR_LOGIN_') ? [`${base}/login`, 'Log in'] : [`${base}/approvals`, 'All that waits']
}
