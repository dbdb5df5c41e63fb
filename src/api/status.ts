import express, { type Express } from 'express'
import type { Registry } from 'prom-client'
import type { PolicyStatus } from '../core/policy.ts'
import { answerErrors, notFound } from './errors.ts'

export interface StatusOptions {
  readonly registry: Registry
  /** What keeps this gateway from serving, in words; empty where nothing does. */
  readonly unready: () => Promise<readonly string[]>
  readonly policy: () => PolicyStatus
  readonly report: (error: unknown) => void
}

/** Health, for orchestrators: `/healthz` says that the process answers, `/readyz` that it can serve, and `/metrics`. */
export function statusApp(options: StatusOptions): Express {
  const app = express().disable('x-powered-by').disable('etag')
  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  app.get('/readyz', async (_req, res) => {
    const problems = await options.unready()
    const { revision, sequence, lastError } = options.policy()
    res.status(problems.length === 0 ? 200 : 503).json({
      status: problems.length === 0 ? 'ok' : 'unready',
      problems,
      // What keeps a newer bundle away keeps nobody from being served by this one.
      policy: { revision, sequence, lastError: lastError && `${lastError.code}: ${lastError.message}` },
    })
  })
  app.get('/metrics', async (_req, res) => {
    res.type(options.registry.contentType).send(await options.registry.metrics())
  })
  app.use(notFound)
  app.use(answerErrors(options.report))
  return app
}
