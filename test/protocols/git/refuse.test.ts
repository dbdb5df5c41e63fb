import type { Refusal } from '../../../src/core/refusal.ts'
import { git } from '../../../src/protocols/git/index.ts'
import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { refuse } from '../../../src/protocols/git/refuse.ts'
import { fetchError } from '../../../src/protocols/git/report.ts'
import { refusal, requestOf } from '../requests.ts'
import { type Ran, type Sandbox, sandbox, serveGit } from './real-git.ts'

const LINES = [
  'gate: ERR_DENIED: The policy refuses this.',
  'gate: git/protected-branches: main takes no direct push.',
  'gate: fix: Open a pull request.',
  'gate: exchange x-1',
]
const SUMMARY =
  'ERR_DENIED: The policy refuses this. git/protected-branches: main takes no direct push. fix: Open a pull request. exchange x-1'
const FETCH = 'application/x-git-upload-pack-request'
const PUSH = 'application/x-git-receive-pack-request'
const withoutSession: Refusal = {
  ...refusal,
  code: 'ERR_SESSION_REQUIRED',
  status: 401,
  message: 'Log in.',
  reasons: [],
}

const call = (service: string, type: string, body: string | Buffer) =>
  requestOf({ method: 'POST', target: `/acme/shop.git/${service}`, headers: [['content-type', type]], body })

const command = (capabilities: string) =>
  Buffer.concat([packet(`${'1'.repeat(40)} ${'2'.repeat(40)} refs/heads/main\0${capabilities}`), Buffer.from('0000')])

describe('with real git', () => {
  let box: Sandbox
  let asked: string[]

  beforeAll(async () => {
    box = await sandbox()
  })

  /** Runs git against a server that refuses where `when` says so, and is git's own otherwise. */
  async function refused(when: RegExp, words: Refusal, ...args: string[]): Promise<Ran> {
    asked = []
    const server = await serveGit(box.bare, async (request, res, upstream) => {
      asked.push((await git.normalise(request).catch(() => [{ kind: '?' }]))[0]!.kind)
      if (!when.test(`${request.method} ${request.path}${request.query}`)) return upstream()
      const answer = await git.refuse(request, words)
      res.writeHead(answer.status, answer.headers.flat() as never).end(answer.body)
    })
    try {
      return await box.git(box.clone, ...args.map((arg) => arg.replace('URL', server.url)))
    } finally {
      server.close()
    }
  }

  test('nothing refused, nothing said', async () => {
    expect(await refused(/^never$/, refusal, 'push', '--dry-run', 'URL', 'main')).toMatchObject({ code: 0 })
    expect(await refused(/^never$/, refusal, 'fetch', 'URL')).toMatchObject({ code: 0 })
  })

  test('a refused push fails, says why, and names the ref', async () => {
    const ran = await refused(/POST .*receive-pack/, refusal, 'push', 'URL', 'main')
    expect(ran.code).toBe(1)
    for (const line of LINES) expect(ran.out).toMatch(new RegExp(`^remote: ${line} *$`, 'm'))
    expect(ran.out).toContain(`\n ! [remote rejected] main -> main (${SUMMARY})\n`)
  })

  test('every ref of a refused push is named', async () => {
    const ran = await refused(/POST .*receive-pack/, refusal, 'push', 'URL', 'main', 'main:next')
    expect(ran.out.match(/\[remote rejected\] main -> \w+ /g)).toEqual([
      '[remote rejected] main -> main ',
      '[remote rejected] main -> next ',
    ])
  })

  test('a push that is probed first is refused in the same words', async () => {
    const ran = await refused(/POST .*receive-pack/, refusal, '-c', 'http.postBuffer=65536', 'push', 'URL', 'main')
    expect(asked).toEqual(['git.push.advertise', 'git.push.advertise', 'git.push'])
    expect(ran.code).toBe(1)
    expect(ran.out).toMatch(/\[remote rejected\] main -> main \(ERR_DENIED/)
  })

  test.each(['0', '1', '2'])('an advertisement refused to a fetch in version %s is told in full', async (version) => {
    const ran = await refused(/GET /, refusal, '-c', `protocol.version=${version}`, 'fetch', 'URL')
    expect(ran).toEqual({ code: 128, out: `fatal: remote error: ${LINES.join('\n')}\n` })
  })

  test('an advertisement refused to a push is told in full', async () => {
    const ran = await refused(/GET /, refusal, 'push', 'URL', 'main')
    expect(ran).toEqual({ code: 128, out: `fatal: remote error: ${LINES.join('\n')}\n` })
  })

  test.each(['0', '2'])('a fetch refused in version %s is told in full', async (version) => {
    const ran = await refused(
      /POST /,
      refusal,
      '-c',
      `protocol.version=${version}`,
      'clone',
      '-q',
      'URL',
      `copy-${version}`,
    )
    expect(ran.code).toBe(128)
    expect(ran.out).toContain(`fatal: remote error: ${LINES.join('\n')}\n`)
  })

  test('without a session git asks its credential helper, and tells what it got for it', async () => {
    const helper = 'credential.helper=!f() { echo username=x; echo password=y; }; f'
    const asked = await refused(/GET /, withoutSession, 'fetch', 'URL')
    expect(asked.out).toMatch(/could not read Username/)
    const given = await refused(/GET /, withoutSession, '-c', helper, 'fetch', 'URL')
    expect(given.code).toBe(128)
    expect(given.out).toMatch(/^remote: gate: ERR_SESSION_REQUIRED: Log in\.$/m)
    expect(given.out).toMatch(/Authentication failed/)
  })

  test('a push that can not be read fails in words all the same', async () => {
    const server = await serveGit(box.bare, async (request, res, upstream) => {
      if (request.method !== 'POST') return upstream()
      const unread = call(
        'git-receive-pack',
        PUSH,
        Buffer.concat([packet('push-cert\0report-status side-band-64k\n'), Buffer.from('0000')]),
      )
      const answer = await git.refuse(unread, refusal)
      res.writeHead(answer.status, answer.headers.flat() as never).end(answer.body)
    })
    const ran = await box.git(box.clone, 'push', server.url, 'main')
    server.close()
    expect(ran.code).toBe(1)
    for (const line of LINES) expect(ran.out).toMatch(new RegExp(`^remote: ${line} *$`, 'm'))
  })

  test('a path that is not smart HTTP is refused in words', async () => {
    const ran = await refused(/GET /, refusal, '-c', 'http.extraHeader=x: y', 'ls-remote', 'URL/x.git/objects')
    expect(ran.out).toContain('gate: ERR_DENIED')
  })
})

test('a missing session is a 401 also for the probe, which git sends before it uploads', async () => {
  const answer = await refuse(call('git-receive-pack', PUSH, '0000'), withoutSession)
  expect([answer.status, answer.headers]).toEqual([
    401,
    [
      ['content-type', 'text/plain; charset=utf-8'],
      ['cache-control', 'no-cache'],
      ['www-authenticate', 'Basic realm="Sallyport"'],
      ['content-length', String(answer.body.length)],
    ],
  ])
})

test('a refused probe is empty: the push that follows it is refused in words', async () => {
  expect(await refuse(call('git-receive-pack', PUSH, '0000'), refusal)).toEqual({
    status: 200,
    headers: [
      ['content-type', 'application/x-git-receive-pack-result'],
      ['cache-control', 'no-cache'],
      ['content-length', '0'],
    ],
    body: Buffer.alloc(0),
  })
})

test('a push that asks for no report is refused by its status, for it takes any 200 for success', async () => {
  const answer = await refuse(call('git-receive-pack', PUSH, command('side-band-64k')), refusal)
  expect([answer.status, answer.body.toString()]).toEqual([403, `${LINES.join('\n')}\n`])
})

test('a push that has no side band gets the report alone', async () => {
  const answer = await refuse(call('git-receive-pack', PUSH, command('report-status')), refusal)
  const ng = `ng refs/heads/main ${SUMMARY}\n`
  expect([answer.status, answer.body.toString()]).toEqual([200, `000eunpack ok\n${packet(ng)}0000`])
})

test('a push that can not be read is refused by its status', async () => {
  const answer = await refuse(call('git-receive-pack', PUSH, 'no packets'), { ...refusal, status: 400 })
  expect([answer.status, answer.body.toString()]).toEqual([400, `${LINES.join('\n')}\n`])
})

test('a fetch gets an error', async () => {
  const body = fetchError(refusal)
  expect(await refuse(call('git-upload-pack', FETCH, '0000'), refusal)).toEqual({
    status: 200,
    headers: [
      ['content-type', 'application/x-git-upload-pack-result'],
      ['cache-control', 'no-cache'],
      ['content-length', String(body.length)],
    ],
    body,
  })
})

test('who asks for bundles is told of none, and goes on to fetch', async () => {
  const asked = Buffer.concat([packet('command=bundle-uri\n'), packet('agent=git/2.45'), Buffer.from('00010000')])
  const answer = await refuse(call('git-upload-pack', FETCH, asked), refusal)
  expect([answer.status, answer.body.toString()]).toEqual([200, '0000'])
})

test.each([
  '/acme/shop.git/info/lfs/objects/batch',
  '/acme/shop.git/info/lfs/nothing',
  `/acme/shop.git/gitlab-lfs/objects/${'a'.repeat(64)}/5`,
])('git LFS gets the message that it prints at %s', async (target) => {
  const answer = await refuse(requestOf({ target }), refusal)
  expect([answer.status, answer.headers.slice(0, -1), JSON.parse(answer.body.toString())]).toEqual([
    403,
    [['content-type', 'application/vnd.git-lfs+json']],
    { message: LINES.join('\n') },
  ])
})

test('git LFS is asked for a session in its own way', async () => {
  const answer = await refuse(requestOf({ target: '/acme/shop.git/info/lfs/locks' }), withoutSession)
  expect([answer.status, answer.headers[1]]).toEqual([401, ['lfs-authenticate', 'Basic realm="Sallyport"']])
})

test('an archive gets an error, as a fetch does', async () => {
  const archive = requestOf({ method: 'POST', target: '/acme/shop.git/git-upload-archive', body: '0000' })
  const answer = await refuse(archive, refusal)
  expect([answer.status, answer.headers[0]]).toEqual([200, ['content-type', 'application/x-git-upload-archive-result']])
  expect(answer.body).toEqual(packet(`ERR ${LINES.join('\n')}`))
})

test('any other path gets its status and the words', async () => {
  const answer = await refuse(requestOf({ target: '/acme/shop/archive/main.zip' }), { ...refusal, status: 400 })
  expect([answer.status, answer.body.toString()]).toEqual([400, `${LINES.join('\n')}\n`])
})
