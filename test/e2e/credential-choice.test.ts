import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { needingOpa } from '../policy/real-opa.ts'
import { entriesOf } from '../support/journal.ts'
import { type Gate, run, startGate } from './gate.ts'
import { bundleWithRules } from './settings.ts'

const opaTest = needingOpa()
const USUAL = randomUUID()
const READER = randomUUID()
const RULES = {
  'http/chosen_credentials': `allow contains {
	"message": $"{operation.resource} is asked for as the {name}.",
	"operation": index,
	"credential": name,
} if {
	some index, operation in input.operations
	operation.kind == "http.GET"
	some name in ["reader", "ghost"]
	startswith(operation.resource, $"/as-{name}/")
}
`,
  'git/bot_branches': `allow contains {
	"message": "The bot pushes its own branches.",
	"operation": index,
	"credential": "bot",
} if {
	some index, operation in input.operations
	operation.kind == "git.push"
	startswith(operation.detail.ref, "refs/heads/bot/")
}
`,
}
const environment = { USUAL_TOKEN: USUAL, READER_TOKEN: READER }
const bearers: (string | undefined)[] = []
/** Method, path, and as whom. */
const visits: string[] = []
let api: Server
let forge: Server
let gate: Gate

beforeAll(async () => {
  if (opaTest === test.skip) return
  api = createServer((req, res) => {
    bearers.push(req.headers.authorization)
    res.end('fine')
  }).listen(0, '127.0.0.1')
  // Tells whose name a request has, and asks the sample's forge in its own.
  forge = createServer((req, res) => {
    const [, pair = ''] = (req.headers.authorization ?? '').split(' ')
    const [name, password] = Buffer.from(pair, 'base64').toString().split(':')
    visits.push(`${req.method} ${req.url} ${name}`)
    const authorization = `Basic ${Buffer.from(`gate:${password}`).toString('base64')}`
    const { upstream } = gate.world
    const up = request(upstream.url + req.url, { method: req.method!, headers: { ...req.headers, authorization } })
    up.on('response', (answer) => answer.pipe(res.writeHead(answer.statusCode!, answer.headers)))
    req.pipe(up)
  }).listen(0, '127.0.0.1')
  await Promise.all([once(api, 'listening'), once(forge, 'listening')])
  const at = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const account = (username: string) => `{ basic: { username: ${username}, password: "env:SAMPLE_FORGE_PASSWORD" } }`
  gate = await startGate({
    bundle: await bundleWithRules(RULES),
    environment,
    more: `  - name: orders
    protocol: http
    upstream: ${at(api)}
    credential: { bearer: "env:USUAL_TOKEN" }
    credentials: { reader: { bearer: "env:READER_TOKEN" } }
  - name: accounts
    protocol: git
    upstream: ${at(forge)}/git
    credential: ${account('usual')}
    credentials: { bot: ${account('bot')} }
`,
  })
}, 90_000)

afterAll(async () => {
  await gate?.close()
  for (const server of [api, forge]) {
    server?.closeAllConnections()
    server?.close()
  }
})

opaTest('a rule’s credential opens the upstream, the default where no rule names one, and nothing else', async () => {
  const token = await gate.session({ run_id: 'choice' })
  const statuses: number[] = []
  for (const path of ['/as-reader/1', '/as-nobody/1']) {
    statuses.push((await gate.request(`/c/orders${path}`, token)).status)
  }
  expect([statuses, bearers]).toEqual([
    [200, 200],
    [`Bearer ${READER}`, `Bearer ${USUAL}`],
  ])
  const refused = await gate.request('/c/orders/as-ghost/1', token)
  expect([refused.status, await refused.json()]).toMatchObject([
    503,
    {
      error: {
        code: 'ERR_CREDENTIAL_UNKNOWN',
        message:
          'The policy names the credential "ghost", which the connection "orders" doesn\'t have; nothing was sent.',
      },
    },
  ])
  expect(bearers).toHaveLength(2)
  const exchanges = await entriesOf<Asked>(gate.pool, 'exchange')
  const orders = exchanges.filter(({ connection }) => connection === 'orders')
  expect(orders.flatMap(({ target, decisions }) => decisions.map((it) => [target, it.credential ?? null]))).toEqual([
    ['/as-reader/1', 'reader'],
    ['/as-nobody/1', null],
    ['/as-ghost/1', 'ghost'],
  ])
})

opaTest('a push goes as the account that its branch’s rule names, and what looks into it as the default', async () => {
  const remote = gate.remote(await gate.session({ run_id: 'bot' })).replace('/c/forge/', '/c/accounts/')
  const work = `${gate.directory}/work-bot`
  expect(await gate.git('clone', '--quiet', remote, work)).toMatchObject({ status: 0 })
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'Bot')
  const post = 'POST /git/acme/shop.git/git-receive-pack'
  const pushed = async (branch: string) => {
    visits.length = 0
    expect(await gate.git('-C', work, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)).toMatchObject({
      status: 0,
    })
    return visits.filter((visit) => visit.startsWith(post))
  }
  expect(await pushed('bot/one')).toEqual([`${post} bot`])
  expect(visits.filter((visit) => !visit.startsWith(post)).every((visit) => visit.endsWith(' usual'))).toBe(true)
  expect(await pushed('topic/one')).toEqual([`${post} usual`])
})

opaTest('a check tells of each, and a log of none', async () => {
  const { status, output } = await run(
    process.execPath,
    ['src/cli/index.ts', 'credentials', 'check', '-c', gate.world.configFile, 'orders'],
    { ...environment, SAMPLE_DATABASE_URL: 'unused' },
  )
  expect([status, output.trim().split('\n')]).toEqual([
    0,
    [
      'orders  bearer  can be read; nobody says who that is',
      'orders/reader  bearer  can be read; nobody says who that is',
    ],
  ])
  const log = await readFile(gate.world.logFile, 'utf8')
  expect([log.includes(READER), log.includes(USUAL)]).toEqual([false, false])
})

interface Asked {
  readonly connection: string
  readonly target: string
  readonly decisions: readonly { readonly credential?: string }[]
}
