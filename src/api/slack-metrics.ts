import { Counter, Gauge, type Registry } from 'prom-client'

/** What is asked and answered in Slack. */
export interface SlackMetrics {
  sent(outcome: string): void
  clicked(outcome: string): void
  /** Asks, at each scrape, when the oldest approval that Slack doesn't show was asked for; milliseconds since the epoch. */
  watch(oldestUnsent: () => Promise<number | null>): void
}

export function slackMetrics(registers: Registry[]): SlackMetrics {
  const messages = new Counter({
    name: 'sallyport_slack_messages_total',
    help: "Messages and edits in Slack by outcome: posted, edited, found (after an answer that was lost), limited, or Slack's error.",
    labelNames: ['outcome'],
    registers,
  })
  const clicks = new Counter({
    name: 'sallyport_slack_clicks_total',
    help: 'What people did in Slack by outcome: approve, deny, opened, repeated, forged, or the error code.',
    labelNames: ['outcome'],
    registers,
  })
  return {
    sent: (outcome) => messages.inc({ outcome }),
    clicked: (outcome) => clicks.inc({ outcome }),
    watch(oldestUnsent) {
      new Gauge({
        name: 'sallyport_slack_oldest_unsent_seconds',
        help: 'Age of the oldest pending approval that Slack does not show yet; 0 where it shows all.',
        registers,
        async collect() {
          // The database away: health tells of that, and the other figures are still wanted.
          const oldest = await oldestUnsent().catch(() => undefined)
          if (oldest !== undefined) this.set(oldest === null ? 0 : Math.max(0, Date.now() - oldest) / 1_000)
        },
      })
    },
  }
}
