import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { exchangeToken } from '../../scripts/sample/session.ts'
import type { StoredLease } from '../../src/core/lease.ts'
import { type Gate, type Replica, startGate } from './gate.ts'
import { bundleWith } from './settings.ts'

/** Says something every 20 ms, and never ends by itself. */
const endless = http.createServer((_req, res) => {
  res.writeHead(200, { 'content-type': 'application/octet-stream' })
  const timer = setInterval(() => res.write('more'), 20)
  res.on('close', () => clearInterval(timer))
})

let gate: Gate
let replica: Replica

beforeAll(async () => {
  await new Promise<void>((resolve) => void endless.listen(0, '127.0.0.1', resolve))
  const upstream = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`
  const deployments = {
    paths: ['/v1/deployments/**'],
    from: ['operators'],
    quorum: 1,
    seconds: 600,
    lease_seconds: 300,
  }
  gate = await startGate({
    bundle: bundleWith({ http: { approved_writes: [deployments] } }),
    more: `  - { name: endless, protocol: http, upstream: "${upstream}", labels: { data: public } }\napprovals: { wait_seconds: 1, inline_seconds: 600 }\n`,
  })
  replica = await gate.replica()
}, 90_000)
afterAll(async () => {
  await gate.close()
  endless.closeAllConnections()
  endless.close()
})

/** A session that is narrowed to these leases. */
async function narrowed(
  run: string,
  ...leases: object[]
): Promise<{ token: string; leases: readonly { identifier: string }[] }> {
  const details = leases.map((lease) => ({ type: 'sallyport_lease', ...lease }))
  const granted = await exchangeToken(gate.world.urls.agents, await gate.world.issuer.idToken({ run_id: run }), {
    authorization_details: JSON.stringify(details),
  })
  return { token: granted.access_token, leases: granted.authorization_details! }
}

const codeOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error: { code: string } }).error.code,
]

/** Reads until the answer ends or breaks off; resolves to when that was. */
async function cutAt(answer: Response): Promise<number> {
  const reader = answer.body!.getReader()
  try {
    for (;;) if ((await reader.read()).done) break
  } catch {
    // Cut off in the middle is what it looks like.
  }
  return Date.now()
}

/** Why a session's first exchange ended, once it is on record. */
async function recordedCode(session: string): Promise<string | null> {
  for (;;) {
    const shown = await gate.people<{ exchanges: { answer: { code: string | null } | null }[] }>(`/sessions/${session}`)
    const answer = shown.exchanges[0]?.answer
    if (answer) return answer.code
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a lease for one repository opens no other, nor another connection', async () => {
  const reach = { connections: ['forge'], resources: ['acme/shop'], operations: ['git.fetch*'] }
  const { token } = await narrowed('l1', reach)
  const remote = gate.remote(token)
  expect((await gate.git('ls-remote', remote, 'refs/heads/main')).output).toMatch(/refs\/heads\/main/)
  const other = await gate.git('ls-remote', remote.replace('acme/shop', 'acme/till'))
  expect(other.output).toContain("ERR_LEASE_EXCEEDED: The session's lease doesn't cover git.fetch")
  const work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', remote, work)
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'More')
  const pushed = await gate.git('-C', work, 'push', 'origin', 'HEAD:refs/heads/topic')
  expect(pushed.output).toContain("doesn't cover git.push")
  expect(await gate.upstreamRef('refs/heads/topic')).toBe('')
  expect(await codeOf(await gate.request('/c/api/v1/x', token))).toEqual([403, 'ERR_LEASE_EXCEEDED'])
}, 60_000)

test('after its end it opens nothing, though the session goes on', async () => {
  const { token } = await narrowed('l2', { connections: ['api'], seconds: 5 })
  expect((await gate.request('/c/api/v1/x', token)).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  expect(await codeOf(await gate.request('/c/api/v1/x', token))).toEqual([403, 'ERR_LEASE_ENDED'])
})

test('ending a lease cuts a download on another replica, and so does the end of a session', async () => {
  for (const what of ['lease', 'session'] as const) {
    const { token, leases } = await narrowed(`l3-${what}`, { connections: ['endless'] })
    const answer = await fetch(`${replica.url}/c/endless/log`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    const id = leases[0]!.identifier
    const { session } = await gate.people<StoredLease>(`/leases/${id}`)
    const cut = cutAt(answer)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const asked = Date.now()
    await gate.people(what === 'lease' ? `/leases/${id}/revocation` : `/sessions/${session}/revocation`, {})
    // Promised within a second.
    expect((await cut) - asked).toBeLessThan(10_000)
    expect((await cut) - asked).toBeGreaterThanOrEqual(0)
    expect(await recordedCode(session)).toBe(what === 'lease' ? 'ERR_LEASE_ENDED' : 'ERR_SESSION_ENDED')
  }
}, 60_000)

test('what people approve for a while passes without them until its lease ends', async () => {
  const token = await gate.session({ run_id: 'l4' })
  const deploy = (path: string) => gate.request(`/c/api/v1/deployments/${path}`, token, { method: 'POST', body: '{}' })
  const asked = Date.now()
  expect(await codeOf(await deploy('shop'))).toEqual([403, 'ERR_APPROVAL_PENDING'])
  await gate.people(`/approvals/${await gate.approvalSince(asked)}/votes`, { answer: 'approve' })
  for (let n = 0; n < 3; n++) expect((await deploy('shop')).status).toBe(201)
  expect(await codeOf(await deploy('till'))).toEqual([403, 'ERR_APPROVAL_PENDING'])
  const { leases } = await gate.people<{ leases: StoredLease[] }>('/leases')
  const lease = leases.find(({ answers }) => answers !== null)!
  expect(lease).toMatchObject({
    ...{ connections: ['api'], resources: ['/v1/deployments/shop'], operations: ['http.POST'] },
    answers: { code: 'http/writes', by: ['operator'] },
  })
  await gate.people(`/leases/${lease.id}/revocation`, {})
  expect(await codeOf(await deploy('shop'))).toEqual([403, 'ERR_APPROVAL_PENDING'])
}, 60_000)
