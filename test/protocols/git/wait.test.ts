import { once } from 'node:events'
import { git } from '../../../src/protocols/git/index.ts'
import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { wait } from '../../../src/protocols/git/wait.ts'
import { refusal, requestOf } from '../requests.ts'
import { type Sandbox, sandbox, serveGit } from './real-git.ts'

const push = (capabilities: string) =>
  requestOf({
    method: 'POST',
    target: '/acme/shop.git/git-receive-pack',
    headers: [['content-type', 'application/x-git-receive-pack-request']],
    body: Buffer.concat([
      packet(`${'1'.repeat(40)} ${'2'.repeat(40)} refs/heads/main\0${capabilities}`),
      Buffer.from('0000'),
    ]),
  })

const RESULT = ['content-type', 'application/x-git-receive-pack-result'] as const

test('the first bytes of a hold', async () => {
  const waiting = await wait(push('report-status side-band-64k'))
  expect(waiting?.head).toEqual({
    status: 200,
    headers: [RESULT, ['cache-control', 'no-cache'], ['x-accel-buffering', 'no']],
  })
  expect(waiting?.tick.toString()).toBe('0005\x02')
  expect(waiting?.say('waiting for\x1b[31m people').toString()).toBe('0023\x02gate: waiting for [31m people\n')
})

test('an upstream answer goes on if it is a report that is not compressed', async () => {
  const waiting = await wait(push('report-status-v2 side-band-64k'))
  expect(waiting?.continues({ status: 200, headers: [RESULT] })).toBe(true)
  expect(waiting?.continues({ status: 401, headers: [RESULT] })).toBe(false)
  expect(waiting?.continues({ status: 200, headers: [['content-type', 'text/html']] })).toBe(false)
  expect(waiting?.continues({ status: 200, headers: [RESULT, ['content-encoding', 'gzip']] })).toBe(false)
})

test.each([
  ['a push that asks for no report', push('side-band-64k')],
  ['a push without a side band', push('report-status')],
  ['an advertisement', requestOf({ target: '/acme/shop/info/refs?service=git-receive-pack' })],
  ['a probe', { ...push(''), body: requestOf({ body: '0000' }).body }],
  [
    'a fetch',
    requestOf({
      method: 'POST',
      target: '/acme/shop/git-upload-pack',
      headers: [['content-type', 'application/x-git-upload-pack-request']],
      body: '0000',
    }),
  ],
])('%s is held in silence', async (_, request) => {
  expect(await wait(request)).toBeNull()
})

describe('with real git', () => {
  let box: Sandbox

  beforeAll(async () => {
    box = await sandbox()
  })

  const hold = (end: 'let through' | 'refused') =>
    serveGit(box.bare, async (request, res, upstream) => {
      if (request.method !== 'POST') return upstream()
      const waiting = (await git.wait!(request))!
      res.writeHead(waiting.head.status, waiting.head.headers.flat() as never)
      for (const part of [
        waiting.say('held for release-managers'),
        waiting.tick,
        waiting.tick,
        waiting.say('still waiting'),
      ]) {
        res.write(part)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      if (end === 'refused') res.end(waiting.refuse(refusal))
      else upstream()
      await once(res, 'close')
    })

  test('a held push that is refused prints the wait and the reasons, and fails', async () => {
    const server = await hold('refused')
    const ran = await box.git(box.clone, 'push', server.url, 'main')
    server.close()
    expect(ran.code).toBe(1)
    const said = ran.out.split('\n').filter((line) => line.startsWith('remote: gate:'))
    expect(said.map((line) => line.trim())).toEqual([
      'remote: gate: held for release-managers',
      'remote: gate: still waiting',
      'remote: gate: ERR_DENIED: The policy refuses this.',
      'remote: gate: git/protected-branches: main takes no direct push.',
      'remote: gate: fix: Open a pull request.',
      'remote: gate: exchange x-1',
    ])
    expect(ran.out).toMatch(
      / ! \[remote rejected\] main -> main \(ERR_DENIED: The policy refuses this\. .*exchange x-1\)/,
    )
  })

  test("a held push that is let through goes on with the upstream's own answer, and succeeds", async () => {
    const server = await hold('let through')
    const ran = await box.git(box.clone, 'push', server.url, 'main')
    server.close()
    expect(ran.code).toBe(0)
    expect(ran.out).toMatch(/^remote: gate: still waiting *$/m)
    expect(ran.out).toMatch(/main -> main$/m)
    expect((await box.git(box.bare, 'rev-parse', 'main')).out).toBe((await box.git(box.clone, 'rev-parse', 'main')).out)
  })
})
