import type { Receiver, ReceiverEvent } from '@slack/bolt'
import { createApp } from '../../../src/approvals/slack/app.ts'
import type { Clicks } from '../../../src/approvals/slack/clicks.ts'

type Processor = { processEvent(event: ReceiverEvent): Promise<void> }

/** What reaches us of an event that Bolt takes, and whether it was acknowledged. */
async function handed(body: object): Promise<{ seen: unknown[]; acknowledged: boolean }> {
  const seen: unknown[] = []
  const clicks: Clicks = {
    pressed: async (payload) => void seen.push(['pressed', payload]),
    submitted: async (payload) => void seen.push(['submitted', payload]),
  }
  let bolt: Processor | undefined
  const receiver: Receiver = {
    init: (app) => {
      bolt = app
    },
    start: async () => undefined,
    stop: async () => undefined,
  }
  createApp(receiver, 'a-token', clicks)
  let acknowledged = false
  await bolt!.processEvent({
    body,
    ack: async () => {
      acknowledged = true
    },
  })
  return { seen, acknowledged }
}
const about = { team: { id: 'T1' }, user: { id: 'U1' } }
const press = (action: string) => ({
  ...about,
  type: 'block_actions',
  actions: [{ type: 'button', action_id: action }],
})

test.each(['approve', 'deny', 'details', 'open'])('a press of %s is handed on, and acknowledged', async (action) => {
  const body = press(`sallyport_${action}`)
  expect(await handed(body)).toEqual({ seen: [['pressed', body]], acknowledged: true })
})

test('a submitted form is handed on', async () => {
  const body = { ...about, type: 'view_submission', view: { type: 'modal', callback_id: 'sallyport_reason' } }
  expect(await handed(body)).toEqual({ seen: [['submitted', body]], acknowledged: true })
})

test('nothing else is', async () => {
  expect(await handed(press('other'))).toEqual({ seen: [], acknowledged: false })
  const view = { type: 'modal', callback_id: 'other' }
  expect(await handed({ ...about, type: 'view_submission', view })).toEqual({ seen: [], acknowledged: false })
})
