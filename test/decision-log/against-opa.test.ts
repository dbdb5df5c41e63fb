import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { json } from 'node:stream/consumers'
import { createDecisionLog } from '../../src/decision-log/log.ts'
import { logDecision } from '../../src/gateway/log-decision.ts'
import { readBundle } from '../../src/policy/bundle.ts'
import { buildBundle } from '../../src/policy/workshop/build.ts'
import { findOpa } from '../../src/policy/workshop/opa.ts'
import { fakeExchange } from '../gateway/fake-exchange.ts'
import { allow, fakeGate } from '../gateway/fake-gate.ts'
import { engineOf } from '../policy/engines.ts'
import { call, inputOf } from '../policy/inputs.ts'
import { folderOf, needingOpa } from '../policy/real-opa.ts'
import { observed } from './observed.ts'

const test = needingOpa()
const opa = (await findOpa())!

const main = `package sallyport

decision := {
	"effect": "allow",
	"reasons": [{"code": "http/all", "message": "All is allowed.", "operation": 0}],
	"requirements": [],
	"masks": [],
	"counters": [],
}
`
const log = `package system.log

mask contains "/input/session/claims/run_id"

mask contains "/input/operations/0/detail"

mask contains "/input/absent"

mask contains "/result/reasons/0/message" if input.result.effect == "allow"

mask contains {"op": "upsert", "path": "/input/session/subject", "value": "hidden"}

mask contains {"op": "upsert", "path": "/input/seen/by", "value": input.path}

mask contains "/input/request" if input.metrics

mask contains "/input/lease" if input.labels.nonsense

drop if input.input.request.path == "/quiet"
`

interface Event {
  readonly erased: string[]
  readonly masked: string[]
  readonly bundles: object
  readonly labels: object
  readonly path: string
  readonly input: unknown
  readonly result: unknown
  readonly metrics: unknown
  readonly custom?: unknown
  /** What only a console's line has, or only a server's. */
  readonly level?: unknown
  readonly msg?: unknown
  readonly time?: unknown
  readonly type?: unknown
  readonly req_id?: unknown
}

/** What OPA prints of one query after the other; a query that is dropped prints nothing. */
async function loggedByOpa(folder: string, inputs: readonly object[]): Promise<Event[]> {
  const socket = join(folderOf({}), 'opa.sock')
  const flags = [
    '--server',
    '--skip-version-check',
    '--addr',
    `unix://${socket}`,
    '--set',
    'decision_logs.console=true',
  ]
  const server: ChildProcess = spawn(opa, ['run', ...flags, '--bundle', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const events: Event[] = []
  const lines = createInterface(server.stderr!)
  let arrived = () => {}
  lines.on('line', (line) => {
    const entry = JSON.parse(line) as Event
    if (entry.msg === 'Decision Log') events.push(entry)
    arrived()
  })
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const asked = request({ socketPath: socket, path, method: body ? 'POST' : 'GET' }).end(body && JSON.stringify(body))
    const [answer] = await once(asked, 'response')
    return json(answer)
  }
  try {
    for (let ready = false; !ready; ) {
      ready = await ask('/health').then(
        () => true,
        () => new Promise((resolve) => setTimeout(() => resolve(false), 20)),
      )
    }
    for (const input of inputs) await ask('/v1/data/sallyport/decision', { input })
    // The last one of the inputs is logged, in the order of the queries.
    while (events.length === 0) await new Promise<void>((resolve) => (arrived = resolve))
    return events
  } finally {
    const ended = once(server, 'exit')
    server.kill()
    await ended
  }
}

test('an event has the fields that OPA gives it, masked and dropped as OPA does', async () => {
  const folder = folderOf({ 'main.rego': main, 'system/log.rego': log })
  const output = join(folderOf({}), 'bundle.tar.gz')
  await buildBundle({ opa, policies: folder, output, revision: 'r7', sequence: null })
  const served = folderOf({})
  cpSync(folder, served, { recursive: true })
  writeFileSync(join(served, '.manifest'), JSON.stringify({ revision: 'r7', roots: [''] }))
  const operation = call('GET', 'read', '/a')
  const quiet = inputOf('http', [operation], { request: { method: 'GET', host: 'shop.test', path: '/quiet' } })
  const loud = inputOf('http', [operation])

  const policy = engineOf(readBundle(readFileSync(output)))
  const [lines, { told, observer }]: [string[], ReturnType<typeof observed>] = [[], observed()]
  const labels = { app: 'sallyport', id: 'gate-1', version: '1' }
  const decisionLog = createDecisionLog({ policy, labels, sink: { add: (line) => lines.push(line) }, observer })
  const { gate } = fakeGate({ policy, decisionLog })
  for (const input of [quiet, loud]) {
    const judgement = { ...allow, ...policy.decide(input) }
    logDecision(gate, fakeExchange().exchange, { input, seconds: 0.001, judgement })
  }
  expect(told).toEqual(['dropped 1'])
  expect(lines).toHaveLength(1)
  const ours = JSON.parse(lines[0]!) as Event
  const [theirs, ...more] = await loggedByOpa(served, [quiet, loud])
  expect(more).toEqual([])

  const { level: _l, msg: _m, time: _t, type: _y, req_id: _r, ...console } = theirs!
  const { custom, ...event } = ours
  expect(custom).toEqual({ exchange: 'x-1' })
  expect(Object.keys(event).sort()).toEqual(Object.keys(console).sort())
  expect([...ours.erased].sort()).toEqual([...theirs!.erased].sort())
  expect([...ours.masked].sort()).toEqual([...theirs!.masked].sort())
  expect([ours.erased.length, ours.masked.length]).toEqual([3, 2])
  expect(ours.input).toEqual(theirs!.input)
  expect(ours.result).toEqual(theirs!.result)
  expect(ours.path).toEqual(theirs!.path)
  expect(Object.values(ours.bundles)).toEqual(Object.values(theirs!.bundles))
  expect(theirs!.metrics).toHaveProperty('timer_rego_query_eval_ns')
  expect(ours.metrics).toEqual({ timer_rego_query_eval_ns: 1_000_000 })
  expect(Object.keys(theirs!.labels)).toEqual(expect.arrayContaining(['id', 'version']))
})
