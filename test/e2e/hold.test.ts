import { join } from 'node:path'
import { type Gate, startGate } from './gate.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate({ more: 'approvals: { wait_seconds: 1, inline_seconds: 600 }\n' })
}, 60_000)
afterAll(() => gate.close())

interface Refused {
  readonly error: { readonly code: string; readonly approval?: string }
}

const deploy = (token: string, body = '{"version": 7}') =>
  gate.request('/c/api/v1/deployments', token, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })

const arrived = () => gate.world.upstream.requests.filter((request) => request === 'POST /v1/deployments').length

test('a held HTTP request ends with the approval’s id; the same request passes once after it is approved', async () => {
  const token = await gate.session({ run_id: '10' })
  const first = await deploy(token)
  const { error } = (await first.json()) as Refused
  expect([first.status, error.code]).toEqual([403, 'ERR_APPROVAL_PENDING'])
  expect(arrived()).toBe(0)

  const again = (await (await deploy(token)).json()) as Refused
  expect(again.error.approval).toBe(error.approval)

  await gate.people(`/approvals/${error.approval}/votes`, { answer: 'approve' })
  const changed = (await (await deploy(token, '{"version": 8}')).json()) as Refused
  expect(changed.error.code).toBe('ERR_APPROVAL_PENDING')
  expect(changed.error.approval).not.toBe(error.approval)

  const otherRun = (await (await deploy(await gate.session({ run_id: '11' }))).json()) as Refused
  expect(otherRun.error.code).toBe('ERR_APPROVAL_PENDING')
  expect(otherRun.error.approval).not.toBe(error.approval)

  expect((await deploy(token)).status).toBe(201)
  expect(arrived()).toBe(1)
  const spent = (await (await deploy(token)).json()) as Refused
  expect(spent.error.code).toBe('ERR_APPROVAL_PENDING')
  expect(spent.error.approval).not.toBe(error.approval)
  expect(arrived()).toBe(1)
}, 60_000)

test('of many identical requests one uses the approval, and the rest are refused', async () => {
  const token = await gate.session({ run_id: '12' })
  const before = arrived()
  const asked = Date.now()
  const requests = Array.from({ length: 10 }, () => deploy(token, '{"version": 9}'))
  const id = await gate.approvalSince(asked)
  await gate.people(`/approvals/${id}/votes`, { answer: 'approve' })
  const statuses = (await Promise.all(requests)).map((answer) => answer.status).sort()
  expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 403)])
  expect(arrived()).toBe(before + 1)
}, 60_000)

test('a session token neither reads nor answers an approval', async () => {
  const token = await gate.session({ run_id: '13' })
  const { error } = (await (await deploy(token)).json()) as Refused
  const authorization = `Bearer ${token}`
  const { people, agents } = gate.world.urls
  const read = await fetch(`${people}/approvals/${error.approval}`, { headers: { authorization } })
  const vote = await fetch(`${people}/approvals/${error.approval}/votes`, {
    method: 'POST',
    headers: { authorization },
    body: '{}',
  })
  expect([read.status, vote.status]).toEqual([401, 401])
  // And the agents' listener has no such page at all.
  const here = await fetch(`${agents}/approvals/${error.approval}`, { headers: { authorization } })
  expect([here.status, (await here.text()).split(':')[0]]).toEqual([404, 'ERR_CONNECTION_UNKNOWN'])
  expect(await gate.people(`/approvals/${error.approval}`)).toMatchObject({ state: 'pending', votes: [] })
}, 60_000)

test('a push whose client goes away stays pending; the same push joins its approval and passes', async () => {
  const token = await gate.session({ run_id: '14' })
  const work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', gate.remote(token), work)
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'Work')
  const asked = Date.now()
  const abandoned = gate.push(work, 'origin', 'HEAD:main')
  const id = await gate.approvalSince(asked)
  abandoned.kill()
  await abandoned.done
  expect(await gate.people(`/approvals/${id}`)).toMatchObject({ state: 'pending' })

  await gate.people(`/approvals/${id}/votes`, { answer: 'approve' })
  const pushed = await gate.git('-C', work, 'push', 'origin', 'HEAD:main')
  expect(pushed.status).toBe(0)
  const head = (await gate.git('-C', work, 'rev-parse', 'HEAD')).output.trim()
  expect(await gate.upstreamRef('refs/heads/main')).toBe(head)
  expect(await gate.people(`/approvals/${id}`)).toMatchObject({ state: 'used' })
}, 60_000)

test('a revoked session ends its hold, and opens nothing more', async () => {
  const token = await gate.session({ run_id: '15' })
  const asked = Date.now()
  const held = gate.push(join(gate.directory, 'work'), gate.remote(token), 'HEAD~1:refs/heads/master')
  const approval = await gate.people<{ session: string }>(`/approvals/${await gate.approvalSince(asked)}`)
  await gate.people(`/sessions/${approval.session}/revocation`, {})
  const { status, output } = await held.done
  expect(status).not.toBe(0)
  expect(output).toContain('ERR_SESSION_ENDED')
  const after = await gate.request('/c/api/x', token)
  expect([after.status, await after.text()]).toEqual([401, expect.stringContaining('ERR_SESSION_ENDED')])
}, 60_000)
