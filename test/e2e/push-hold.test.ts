import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Gate, startGate } from './gate.ts'

let gate: Gate
let work: string

beforeAll(async () => {
  gate = await startGate({ more: 'approvals: { inline_seconds: 1, url: "https://people.test/gate" }\n' })
  const hook = join(gate.world.upstream.repository, 'hooks', 'post-receive')
  await writeFile(hook, '#!/bin/sh\necho the upstream says so\n')
  await chmod(hook, 0o755)
  work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', gate.remote(await gate.session({ run_id: '1' })), work)
}, 60_000)
afterAll(() => gate.close())

interface Approval {
  readonly id: string
  readonly state: string
  readonly operations: readonly { readonly resource: string }[]
}

const commit = async (message: string) => {
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', message)
  return (await gate.git('-C', work, 'rev-parse', 'HEAD')).output.trim()
}
const approve = (id: string) => gate.people(`/approvals/${id}/votes`, { answer: 'approve' })
const stateOf = async (id: string) => (await gate.people<Approval>(`/approvals/${id}`)).state
const pushed = async (run: string, ...refs: string[]) =>
  gate.git('-C', work, 'push', gate.remote(await gate.session({ run_id: run })), ...refs)
/** The approval that a push which ended meanwhile is pending on, from what git printed. */
const pendingIn = (output: string) =>
  /approval pending https:\/\/people\.test\/gate\/approvals\/(\S+?)[\s.)]/.exec(output)?.[1]

test('a held push says who is asked, and where; answered, it ends as the upstream says', async () => {
  const head = await commit('One')
  const asked = Date.now()
  const push = gate.push(work, gate.remote(await gate.session({ run_id: '2' })), 'HEAD:main')
  const id = await gate.approvalSince(asked)
  await approve(id)
  const { status, output } = await push.done
  expect(status).toBe(0)
  expect(output.split('\n').map((line) => line.trim())).toEqual(
    expect.arrayContaining([
      'remote: gate: held for approval',
      'remote: gate: git.push acme/shop#refs/heads/main needs 1 of operators (git/protected-branches)',
      `remote: gate: https://people.test/gate/approvals/${id}`,
      'remote: the upstream says so',
    ]),
  )
  expect(await gate.upstreamRef('refs/heads/main')).toBe(head)
}, 60_000)

test('past the inline limit it ends with the link, and passes once within the grant’s life', async () => {
  const before = await gate.upstreamRef('refs/heads/main')
  const head = await commit('Two')
  const first = await pushed('3', 'HEAD:main')
  const id = pendingIn(first.output)!
  expect(first.status).toBe(1)
  expect(first.output).toContain(
    `! [remote rejected] HEAD -> main (ERR_APPROVAL_PENDING: approval pending https://people.test/gate/approvals/${id}`,
  )
  expect(await stateOf(id)).toBe('pending')
  await approve(id)
  // The commands have to be the very same, so only the run that asked, for what it asked.
  expect(pendingIn((await pushed('4', 'HEAD:main')).output)).not.toBe(id)
  expect(pendingIn((await pushed('3', 'HEAD:main', 'HEAD:refs/heads/release/2.0')).output)).not.toBe(id)
  expect(pendingIn((await pushed('3', 'HEAD~1:refs/heads/release/3.0')).output)).not.toBe(id)
  expect(await gate.upstreamRef('refs/heads/main')).toBe(before)
  expect((await pushed('3', 'HEAD:main')).status).toBe(0)
  expect([await gate.upstreamRef('refs/heads/main'), await stateOf(id)]).toEqual([head, 'used'])
  // The same again, as if it had never been.
  await gate.git('-C', gate.world.upstream.repository, 'update-ref', 'refs/heads/main', before)
  const again = await pushed('3', 'HEAD:main')
  expect([again.status, pendingIn(again.output) === id]).toEqual([1, false])
  expect(await gate.upstreamRef('refs/heads/main')).toBe(before)
}, 120_000)

test('a branch that moved while people thought is the upstream’s to refuse, in its own words', async () => {
  const asked = Date.now()
  const head = await commit('Three')
  const push = gate.push(work, gate.remote(await gate.session({ run_id: '5' })), 'HEAD:main')
  const id = await gate.approvalSince(asked)
  const moved = (await gate.git('-C', work, 'rev-parse', 'HEAD~3')).output.trim()
  await gate.git('-C', gate.world.upstream.repository, 'update-ref', 'refs/heads/main', moved)
  await approve(id)
  const { status, output } = await push.done
  expect([status, output.includes('! [remote rejected] HEAD -> main')]).toEqual([1, true])
  expect(await gate.upstreamRef('refs/heads/main')).toBe(moved)
  expect(moved).not.toBe(head)
}, 60_000)
