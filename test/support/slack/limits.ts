/** How often a method may be called (Slack, "Rate limits"): per minute and workspace, or a second and channel. */
const TIERS: { readonly [method: string]: number } = {
  'usergroups.users.list': 20,
  'chat.update': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'users.info': 100,
  'chat.postEphemeral': 100,
  'views.open': 100,
}

/** Seconds to wait for, or null where the call may pass. */
export type Limit = (method: string, channel: string) => number | null

/** Slack's limits: each tier a minute, and one message a second to a channel, a short burst allowed. */
export function createLimits(burst: number): Limit {
  const calls = new Map<string, number[]>()
  return (method, channel) => {
    const perMinute = TIERS[method]
    if (perMinute === undefined && method !== 'chat.postMessage') return null
    const [key, most, span] =
      perMinute === undefined ? [`${method} ${channel}`, burst, burst * 1_000] : [method, perMinute, 60_000]
    const now = Date.now()
    const recent = (calls.get(key) ?? []).filter((at) => at > now - span)
    calls.set(key, recent)
    if (recent.length >= most) return Math.max(1, Math.ceil((recent[0]! + span - now) / 1_000))
    recent.push(now)
    return null
  }
}
