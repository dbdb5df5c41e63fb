import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { entry } from '../cli/run-cli.ts'
import { makeRepository } from './forge.ts'
import { type Gate, jobEnvironment, type Ran, run, startGate } from './gate.ts'

const VARIABLES = `{
  DEPLOY_KEY_ID: aws-access-key, DEPLOY_SECRET: aws-secret-access-key, MIRROR_TOKEN: github-token,
  PACKAGES_TOKEN: npm-token, ORDERS_URL: database-url }`
const NAMES = ['DEPLOY_KEY_ID', 'DEPLOY_SECRET', 'MIRROR_TOKEN', 'PACKAGES_TOKEN', 'ORDERS_URL']

/** Takes what is sent it to its end, and then answers for as long as anybody listens. */
const live = createServer(async (req, res) => {
  try {
    for await (const chunk of req) received += chunk
  } catch {
    return
  }
  res.writeHead(200, { 'content-type': 'text/plain' }).write('begun\n')
})
let received = ''
let marking: Gate
let revoking: Gate

beforeAll(async () => {
  live.listen(0, '127.0.0.1')
  await once(live, 'listening')
  const { port } = live.address() as AddressInfo
  const gate = (revoke: boolean) =>
    startGate({
      more: `  - { name: live, protocol: http, upstream: "http://127.0.0.1:${port}" }
honeytokens: { revoke: ${revoke}, variables: ${VARIABLES} }
`,
    })
  ;[marking, revoking] = await Promise.all([gate(false), gate(true)])
}, 60_000)
afterAll(async () => {
  await Promise.all([marking.close(), revoking.close()])
  live.closeAllConnections()
  live.close()
})

interface Opened {
  readonly id: string
  readonly token: string
  readonly variables: Record<string, string>
}

/** A session as a job has it that does the exchange itself. */
async function opened(gate: Gate, run: string): Promise<Opened> {
  const type = 'urn:ietf:params:oauth:token-type:id_token'
  const answer = await fetch(`${gate.world.urls.agents}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      ...{ subject_token: await gate.world.issuer.idToken({ run_id: run }), subject_token_type: type },
    }),
  })
  const { access_token: token, session: id, variables } = (await answer.json()) as Record<string, never>
  return { id, token, variables } as unknown as Opened
}

const curl = (gate: Gate, { token }: Pick<Opened, 'token'>, ...args: string[]) =>
  gate.proxied(token, 'curl', '-sS', '-w', ' %{http_code}', ...args)
const markOf = async (gate: Gate, id: string) => (await gate.people<{ mark?: object }>(`/sessions/${id}`)).mark
const base64 = (text: string) => Buffer.from(text).toString('base64')

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a job finds them in its environment, each session others', async () => {
  const job = async () => {
    const environment = jobEnvironment(marking, marking.directory, '?run_id=81')
    const { output } = await run(process.execPath, [entry, 'run', '--', 'env'], environment)
    return NAMES.map((name) => new RegExp(`^${name}=(.*)$`, 'm').exec(output)![1]!)
  }
  const [one, other] = [await job(), await job()]
  expect(one).toEqual([
    expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    expect.stringMatching(/^[0-9A-Za-z]{40}$/),
    expect.stringMatching(/^ghp_[0-9A-Za-z]{36}$/),
    expect.stringMatching(/^npm_[0-9A-Za-z]{36}$/),
    expect.stringMatching(/^postgres:\/\/\w+:\w+@[\w-]+\.db\.internal:5432\/\w+$/),
  ])
  expect(new Set([...one, ...other]).size).toBe(10)
})

test('one in a header field marks the session: it reads on, changes nothing more, and isn’t told why', async () => {
  const session = await opened(marking, '82')
  const write = ['-d', 'hello', 'http://api.test/v1/comments']
  expect((await curl(marking, session, ...write)).output).toContain(' 201')
  const login = `x:${session.variables.MIRROR_TOKEN}`
  expect((await curl(marking, session, '-u', login, 'http://api.test/v1/x')).output).toContain(' 200')
  const exchanges = await until(async () => {
    const { exchanges } = await marking.people<{ exchanges: { id: string }[] }>(`/sessions/${session.id}`)
    return exchanges.length === 2 ? exchanges : undefined
  })
  const mark = { honeytoken: 'MIRROR_TOKEN', place: 'header', at: expect.any(Number) }
  expect(await markOf(marking, session.id)).toEqual({ ...mark, exchange: exchanges[1]!.id })

  const before = marking.world.upstream.requests.length
  const refused = await curl(marking, session, ...write)
  expect(refused.output).toContain('This session may not do http.POST any more.')
  expect(refused.output).toMatch(/ 403$/)
  expect(refused.output).not.toMatch(/honey|decoy|MIRROR_TOKEN/i)
  expect(marking.world.upstream.requests.length).toBe(before)

  const entries = await until(async () => {
    const answer = await fetch(new URL(`/sessions/${session.id}/entries?kinds=mark`, marking.world.urls.people), {
      headers: { authorization: `Bearer ${marking.world.operatorToken}` },
    })
    const text = await answer.text()
    return text === '' ? undefined : text
  })
  expect(JSON.parse(entries)).toMatchObject({
    ...{ kind: 'mark', session: session.id, change: 'insert' },
    fields: { honeytoken: 'MIRROR_TOKEN', place: 'header', exchange_id: exchanges[1]!.id },
  })
  const metrics = await (await fetch(`${marking.world.urls.status}/metrics`)).text()
  expect(metrics).toContain('sallyport_honeytokens_seen_total{honeytoken="MIRROR_TOKEN",place="header"} 1\n')
  expect(await markOf(marking, (await opened(marking, '83')).id)).toBeUndefined()
})

test.each([
  ['target', ({ DEPLOY_KEY_ID }) => ['-X', 'POST', `http://api.test/v1/comments?key=${DEPLOY_KEY_ID}`]],
  ['body', ({ DEPLOY_SECRET }) => ['-d', base64(`key: ${DEPLOY_SECRET}`), 'http://api.test/v1/comments']],
  ['body', ({ ORDERS_URL }) => ['-d', JSON.stringify({ ORDERS_URL }), 'http://api.test/v1/comments']],
] as [string, (variables: Record<string, string>) => string[]][])(
  'one in a request’s %s: it goes nowhere',
  async (place, args) => {
    const session = await opened(marking, '84')
    const before = marking.world.upstream.requests.length
    expect((await curl(marking, session, ...args(session.variables))).output).toMatch(/may not do http.POST.* 403$/s)
    expect(marking.world.upstream.requests.length).toBe(before)
    expect(await markOf(marking, session.id)).toMatchObject({ place })
  },
)

test('the host of a database that isn’t there', async () => {
  const session = await opened(marking, '89')
  const { hostname } = new URL(session.variables.ORDERS_URL!)
  expect((await curl(marking, session, `https://${hostname}:5432/`)).status).not.toBe(0)
  expect(await markOf(marking, session.id)).toMatchObject({ honeytoken: 'ORDERS_URL', place: 'target' })
})

test('one in a body that streams ends it where it is', async () => {
  const session = await opened(marking, '85')
  const file = join(marking.directory, 'upload')
  const { PACKAGES_TOKEN } = session.variables
  writeFileSync(file, `${'plain '.repeat(500_000)}${PACKAGES_TOKEN}${' plain'.repeat(500_000)}`)
  const to = ['-H', `authorization: Bearer ${session.token}`, `${marking.world.urls.agents}/c/live/v1/comments`]
  const chunked = ['-H', 'transfer-encoding: chunked', '--data-binary', `@${file}`]
  const { output } = await run('curl', ['-sS', '-w', ' %{http_code}', ...chunked, ...to])
  expect(output).toMatch(/may not do http.POST.* 403$/s)
  expect(received).toMatch(/^plain /)
  expect(received).not.toContain(PACKAGES_TOKEN)
  expect(await markOf(marking, session.id)).toMatchObject({ honeytoken: 'PACKAGES_TOKEN', place: 'body' })
})

test('one in a file that is pushed: the push goes nowhere', async () => {
  const { git, work, remote } = await makeRepository(marking, 'marked')
  const session = await opened(marking, '86')
  await git('remote', 'set-url', 'origin', remote.replace(/:[^:@]+@/, `:${session.token}@`))
  writeFileSync(join(work, 'notes.txt'), `nothing to see: ${session.variables.DEPLOY_SECRET}\n`)
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'Notes')
  const pushed = await push(marking, work, 'HEAD:refs/heads/topic')
  expect(pushed.output).toContain('This session may not do git.push any more.')
  expect(pushed.status).not.toBe(0)
  expect(await markOf(marking, session.id)).toMatchObject({ honeytoken: 'DEPLOY_SECRET', place: 'push' })
})

const push = (gate: Gate, work: string, ...args: string[]): Promise<Ran> => gate.push(work, 'origin', ...args).done

test('another replica knows them, and heeds the mark', async () => {
  const replica = await marking.replica()
  const session = await opened(marking, '87')
  const ask = (url: string, init: RequestInit) =>
    fetch(`${url}/c/api/v1/comments`, { headers: { authorization: `Bearer ${session.token}` }, ...init })
  expect((await ask(replica.url, { method: 'POST', body: 'hello' })).status).toBe(201)
  expect((await ask(replica.url, { method: 'POST', body: session.variables.MIRROR_TOKEN! })).status).toBe(403)
  expect(await markOf(marking, session.id)).toMatchObject({ honeytoken: 'MIRROR_TOKEN', place: 'body' })
  await until(async () =>
    (await ask(marking.world.urls.agents, { method: 'POST' })).status === 403 ? true : undefined,
  )
})

test('where it is to, it ends the session, and all that is open of it', async () => {
  const session = await opened(revoking, '88')
  const streaming = await revoking.request('/c/live/', session.token)
  const reader = streaming.body!.getReader()
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('begun\n')
  const before = revoking.world.upstream.requests.length
  const { output } = await curl(
    revoking,
    session,
    '-H',
    `x-key: ${session.variables.DEPLOY_KEY_ID}`,
    'http://api.test/',
  )
  expect(output).toMatch(/ERR_SESSION_ENDED.* 401$/s)
  expect(output).not.toMatch(/honey|decoy/i)
  await expect(reader.read()).rejects.toThrow()
  expect(revoking.world.upstream.requests.length).toBe(before)
  expect(await revoking.people(`/sessions/${session.id}`)).toMatchObject({
    endedBecause: 'a honeytoken of it was seen',
    mark: { honeytoken: 'DEPLOY_KEY_ID', place: 'header' },
  })
})
