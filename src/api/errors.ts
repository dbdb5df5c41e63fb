import type { NextFunction, Request, Response } from 'express'
import { asGatewayError, GatewayError } from '../core/errors.ts'

/** Answers what a route threw as `{error: {code, message, fix}}`; Express knows it by its four parameters. */
export function answerErrors(report: (error: unknown) => void) {
  return (thrown: unknown, _req: Request, res: Response, _next: NextFunction): void => {
    const error = asApiError(thrown)
    if (error.cause !== undefined) report(error)
    res.status(error.status).json({ error: { code: error.code, message: error.message, fix: error.fix } })
  }
}

/** What a route threw, or what Express did where it couldn't read a request: its own page would show our insides. */
export function asApiError(thrown: unknown): GatewayError {
  const status = (thrown as { status?: unknown } | null | undefined)?.status
  const unread = !(thrown instanceof GatewayError) && typeof status === 'number' && status >= 400 && status < 500
  return unread
    ? new GatewayError('ERR_REQUEST', "The request's body or address can't be read.")
    : asGatewayError(thrown)
}

export function notFound(): never {
  throw new GatewayError('ERR_NOT_FOUND', 'There is nothing here.')
}
