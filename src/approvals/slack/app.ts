import { App, type Receiver } from '@slack/bolt'
import { ACTIONS } from './block-kit.ts'
import { acknowledged, type Clicks } from './clicks.ts'
import { REASON } from './modals.ts'
import { silent } from './silent.ts'

/** Bolt's app over a receiver: hands on what people do, and nothing else. */
export function createApp(receiver: Receiver, token: string, clicks: Clicks): App {
  const app = new App({
    receiver,
    logger: silent,
    // Without a token of its own Bolt asks Slack nothing before it hands on.
    authorize: async () => ({ botToken: token }),
    ignoreSelf: false,
    convoStore: false,
    attachFunctionToken: false,
  })
  for (const action of Object.values(ACTIONS)) {
    app.action(action, ({ body, ack }) => acknowledged(clicks.pressed(body), () => ack()))
  }
  app.view(REASON.callback, ({ body, ack }) => acknowledged(clicks.submitted(body), () => ack()))
  return app
}
