import { ExpressReceiver } from '@slack/bolt'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { createApp } from './app.ts'
import type { Clicks } from './clicks.ts'
import { silent } from './silent.ts'

/** Where Slack delivers, below the people's listener. */
export const SLACK_PATH = '/slack/events'
/** Seconds that a delivery's time may differ from ours, either way (Slack, "Verifying requests from Slack"). */
const SKEW = 300
/** Bytes of a delivery. */
const LARGEST = 1_048_576

export interface HttpOptions {
  readonly token: string
  readonly signingSecret: string
  readonly clicks: Clicks
  /** Told of deliveries that aren't Slack's. */
  readonly forged: () => void
  readonly now: () => number
}

/** An app in front of another: it takes Slack's deliveries, verified, before anybody parses or asks who is there. */
export function slackInFrontOf(behind: Express, { token, signingSecret, clicks, forged, now }: HttpOptions): Express {
  const app = express().disable('x-powered-by').disable('etag')
  app.post(SLACK_PATH, (req: Request, res: Response, next: NextFunction) => {
    res.on('finish', () => {
      if (res.statusCode === 401) forged()
    })
    // Bolt refuses what is old, and takes what is an hour early.
    if (fresh(String(req.headers['x-slack-request-timestamp'] ?? ''), now())) next()
    else res.status(401).end()
  })
  const receiver = new ExpressReceiver({
    ...{ app, signingSecret, endpoints: SLACK_PATH, bodyLimit: LARGEST, logger: silent },
  })
  createApp(receiver, token, clicks)
  app.use(behind)
  return app
}

function fresh(timestamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - now / 1_000) <= SKEW
}
