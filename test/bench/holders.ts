import http from 'node:http'

/** Requests that are held: POSTs without a body, each of something else. Told: how many were answered, by status. */
export interface Holding {
  readonly url: string
  readonly tokens: readonly string[]
  /** Of each token's session. */
  readonly requests: number
}

process.on('message', async ({ url, tokens, requests }: Holding) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const statuses: Record<number, number> = {}
  const ask = (token: string, index: number) =>
    new Promise<void>((resolve, reject) => {
      const options = { method: 'POST', agent, headers: { 'content-length': 0, authorization: `Bearer ${token}` } }
      const request = http.request(`${url}/v1/deployments/${index}`, options, (answer) => {
        statuses[answer.statusCode!] = (statuses[answer.statusCode!] ?? 0) + 1
        answer.resume().on('end', resolve)
      })
      request.on('error', reject).end()
    })
  const waiting: Promise<void>[] = []
  for (let index = 0; index < tokens.length * requests; index++) {
    waiting.push(ask(tokens[index % tokens.length]!, index))
    // Spread out: this is about waiting, not about a flood.
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
  await Promise.all(waiting)
  process.send!(statuses, () => process.exit(0))
})
