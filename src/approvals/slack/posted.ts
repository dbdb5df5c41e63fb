import { z } from 'zod'
import type { Approval } from '../../core/approval.ts'
import type { SlackMessage } from '../../core/slack.ts'
import type { Call, Called } from './call.ts'

/** Stands in every message's metadata (Slack, "Message metadata"), and finds it again. */
export function metadataOf(approval: string, part: string): object {
  return { event_type: EVENT, event_payload: { approval, part } }
}

const EVENT = 'sallyport_approval'
/** Messages a page, and pages. */
const PAGE = 200
const PAGES = 100
/** Seconds that Slack's clock may differ from ours. */
const SKEW = 300

const page = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      bot_id: z.string().optional(),
      metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

/** Slack's name for a part that may have been posted; null where it wasn't; or why that can't be told. */
export async function findPosted(
  call: Call,
  bot: string,
  message: Pick<SlackMessage, 'channel' | 'ts' | 'approval'>,
  { askedAt }: Pick<Approval, 'askedAt'>,
  part: string,
): Promise<{ readonly ts: string | null } | Exclude<Called, { outcome: 'ok' }>> {
  const { channel, ts } = message
  const oldest = String(Math.floor(askedAt / 1_000) - SKEW)
  let cursor: string | undefined
  for (let read = 0; read < PAGES; read++) {
    const called = await call(ts === null ? 'conversations.history' : 'conversations.replies', {
      ...{ channel, oldest, limit: PAGE, include_all_metadata: true },
      ...(ts === null ? {} : { ts }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    if (called.outcome !== 'ok') return called
    const parsed = page.safeParse(called.body)
    if (!parsed.success) return { outcome: 'unknown', error: 'unreadable' }
    const found = parsed.data.messages.find(
      ({ bot_id: by, metadata }) =>
        by === bot &&
        metadata?.event_type === EVENT &&
        metadata.event_payload.approval === message.approval &&
        metadata.event_payload.part === part,
    )
    if (found !== undefined) return { ts: found.ts }
    cursor = parsed.data.response_metadata?.next_cursor
    if (!cursor) return { ts: null }
  }
  return { outcome: 'unknown', error: 'endless' }
}
