import type { NextFunction, Request, Response } from 'express'
import { asGatewayError, GatewayError } from '../core/errors.ts'

/** Answers what a route threw as `{error: {code, message, fix}}`; Express knows it by its four parameters. */
export function answerErrors(report: (error: unknown) => void) {
  return (thrown: unknown, _req: Request, res: Response, _next: NextFunction): void => {
    const error = asGatewayError(thrown)
    if (error.cause !== undefined) report(error)
    res.status(error.status).json({ error: { code: error.code, message: error.message, fix: error.fix } })
  }
}

export function notFound(): never {
  throw new GatewayError('ERR_NOT_FOUND', 'There is nothing here.')
}
