import { createForwarder } from '../../src/gateway/forward.ts'
import { handle } from '../../src/gateway/handle.ts'
import { aVote } from '../support/rows.ts'
import { allow, connectionTo, type FakeOptions, fakeGate, requiring, TOKEN } from './fake-gate.ts'
import { closeServers, serve } from './loopback.ts'

const forwarder = createForwarder()
afterAll(() => forwarder.close())
afterEach(closeServers)

const APPROVED = { state: 'approved', votes: [aVote('ann')] } as const
/** People approve what the policy asks them about. */
export const approving: FakeOptions = { decisions: [requiring('r'), allow], answered: () => APPROVED }

/** A gate in front of an upstream, which is told of in the same transcript. */
export async function start(options: FakeOptions = {}, answer = 'from upstream', type = 'text/plain') {
  const upstream = await serve(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    fake.calls.push(`upstream ${req.method} ${req.url} ${req.headers.authorization} ${body}`.trim())
    res.writeHead(201, { 'content-type': type }).end(answer)
  })
  const fake = fakeGate({ connections: [connectionTo(upstream)], forwarder, ...options })
  const over = Promise.withResolvers<void>()
  const url = await serve((req, res) => void handle(fake.gate, req, res).then(over.resolve, over.reject))
  const ask = (method = 'GET', body?: string, headers: object = { authorization: `Bearer ${TOKEN}` }) =>
    fetch(new URL('/c/shop/a', url), { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) })
  return { ...fake, url, ask, over: over.promise }
}
