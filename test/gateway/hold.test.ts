import type { Approval, Vote } from '../../src/core/approval.ts'
import type { Judgement } from '../../src/core/decision.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { hold } from '../../src/gateway/hold.ts'
import { http } from '../../src/protocols/http/index.ts'
import { githubToken } from '../masking/secrets.ts'
import { aLease, aSession, aVote, NOON } from '../support/rows.ts'
import { fakeExchange, matchedOf, waiting } from './fake-exchange.ts'
import { allow, decision, deny, type FakeOptions, fakeGate, masking, requiring } from './fake-gate.ts'

const write = { kind: 'http.POST', access: 'write', resource: '/a', detail: {} } as const
const vote = (answer: Vote['answer'], { person = 'ann', ...more }: Partial<Vote> = {}): Vote =>
  aVote(person, { answer, ...more })
const approved = (): Partial<Approval> => ({ state: 'approved', votes: [vote('approve', { reason: 'fine' })] })

async function held(first: Judgement, options: FakeOptions = {}, matched = matchedOf()) {
  const fake = fakeGate(options)
  const { exchange, wire } = fakeExchange({ decisions: [first] })
  return { ...fake, exchange, wire, result: await hold(fake.gate, exchange, matched, [write], first) }
}

test('what the policy allows or masks is permitted at once, and uses no approval', async () => {
  const mask = { code: 'http/mask', header: 'x-key' }
  expect((await held(allow)).result).toEqual({ permit: { masks: [], credential: null, uses: [], grants: [] } })
  expect(await held(masking(mask))).toMatchObject({ result: { permit: { masks: [mask], uses: [] } }, calls: [] })
})

test('a permit says which credential the policy chose', async () => {
  const credential = 'reader'
  const masks = [{ code: 'http/mask', header: 'x-key' }] as const
  for (const chosen of [decision({ effect: 'allow', credential }), decision({ effect: 'mask', masks, credential })]) {
    expect(await held(chosen)).toMatchObject({ result: { permit: { credential } } })
    const approvedFirst = await held(requiring('http/rule'), { answered: approved, decisions: [chosen] })
    expect(approvedFirst).toMatchObject({ result: { permit: { credential, uses: ['a-1'] } } })
  }
})

test('what it denies is refused at once', async () => {
  const { result, calls } = await held(deny)
  expect(result).toMatchObject({ refused: { error: { code: 'ERR_DENIED', status: 403 } } })
  expect(calls).toEqual([])
})

test('approved: Rego is asked again with the answers, and its permit uses the approval', async () => {
  const mask = { code: 'http/mask', header: 'x-key' }
  const options = { answered: approved, decisions: [masking(mask)] }
  const { result, calls, inputs, exchange } = await held(requiring('http/rule'), options)
  expect(result).toEqual({ permit: { masks: [mask], credential: null, uses: ['a-1'], grants: [] } })
  expect(calls).toEqual(['ask /a ', 'reach held', 'held 1', 'wait 45', 'held -1', 'decide'])
  const by = {
    code: 'http/rule',
    operation: 0,
    by: ['ann'],
    from: ['leads'],
    at: new Date(NOON).toISOString(),
    reason: 'fine',
  }
  expect(inputs[0]!.approval).toEqual({ satisfied: [by] })
  expect(exchange.decisions.map((decision) => decision.effect)).toEqual(['require_approval', 'mask'])
})

test('while people are asked, the request goes by no lease that was not enough', async () => {
  const [narrowing, standing] = [aLease(), aLease()]
  const matched = matchedOf({ leased: { narrowing, standing: [standing] } })
  let meanwhile: unknown
  const answered = () => {
    meanwhile = matched.leased
    return approved()
  }
  await held(requiring('http/rule'), { answered, decisions: [allow] }, matched)
  expect(meanwhile).toEqual({ narrowing, standing: [] })
})

test('an approval that was given before is not waited for', async () => {
  const { gate } = fakeGate()
  const desk = {
    ...gate.desk,
    ask: async (ask: Parameters<typeof gate.desk.ask>[0]) => ({ ...(await gate.desk.ask(ask)), ...approved() }),
  }
  const { result, calls } = await held(requiring('http/rule'), { desk })
  expect(result).toEqual({ permit: { masks: [], credential: null, uses: ['a-1'], grants: [] } })
  expect(calls).toEqual(['decide'])
})

test('people see no secret that an agent has put into what it asks for', async () => {
  const asked: unknown[] = []
  const { gate } = fakeGate()
  const desk = {
    ...gate.desk,
    async ask(demand: Parameters<typeof gate.desk.ask>[0]) {
      asked.push([demand.operations, demand.reasons])
      return gate.desk.ask(demand)
    },
  }
  const [operation, first] = [{ ...write, resource: `/a/${githubToken}` }, requiring('http/rule')]
  const reasons = [{ code: 'http/rule', message: `POST on /a/${githubToken} needs approval.`, operation: 0 }] as const
  const fake = fakeGate({ desk })
  await hold(fake.gate, fakeExchange().exchange, matchedOf(), [operation], { ...first, reasons })
  expect(asked).toEqual([
    [
      [{ ...write, resource: '/a/[masked:github-token]' }],
      [{ code: 'http/rule', message: 'POST on /a/[masked:github-token] needs approval.', operation: 0 }],
    ],
  ])
})

test('nothing overrides the policy: what it denies after the approval is refused', async () => {
  const { result } = await held(requiring('http/rule'), { answered: approved, decisions: [deny] })
  expect(result).toMatchObject({ refused: { error: { code: 'ERR_DENIED' } } })
})

test('what the policy asks for after an approval is asked as well, and the request uses up both', async () => {
  const options = { answered: approved, decisions: [requiring('b'), allow] }
  const { result, calls, inputs } = await held(requiring('a'), options)
  expect(result).toMatchObject({ permit: { uses: ['a-1', 'a-1'] } })
  expect(calls.filter((call) => call.startsWith('ask'))).toHaveLength(2)
  expect(inputs.map(({ approval }) => approval?.satisfied.map(({ code }) => code))).toEqual([['a'], ['a', 'b']])
})

test('a third time it asks is refused', async () => {
  const { result, calls } = await held(requiring('a'), {
    answered: approved,
    decisions: [requiring('b'), requiring('c')],
  })
  expect(result).toMatchObject({ refused: { error: { code: 'ERR_APPROVAL_AGAIN' } } })
  expect(calls.filter((call) => call.startsWith('ask'))).toHaveLength(2)
})

test('a session that ended while people were thinking gets no permit', async () => {
  const sessions = {
    forget: () => {},
    identify: () => Promise.reject(new GatewayError('ERR_SESSION_ENDED', 'The session has ended.')),
  }
  await expect(held(requiring('a'), { answered: approved, sessions })).rejects.toMatchObject({
    code: 'ERR_SESSION_ENDED',
  })
})

const aborted = AbortSignal.abort()

test.each<[string, Partial<Approval>, FakeOptions, string, string, string | undefined]>([
  [
    'pending',
    {},
    {},
    'ERR_APPROVAL_PENDING',
    'approval pending https://people.test/approvals/a-1',
    'Repeat the same request once it is approved (sallyport approvals approve a-1).',
  ],
  [
    'pending while the gateway stops',
    {},
    { draining: aborted },
    'ERR_DRAINING',
    'This gateway is stopping; the approval stays pending.',
    'Repeat the request.',
  ],
  [
    'denied with a reason',
    { state: 'denied', votes: [vote('approve'), vote('deny', { person: 'bob', reason: 'not on a Friday' })] },
    {},
    'ERR_APPROVAL_DENIED',
    'bob denied this request: not on a Friday',
    undefined,
  ],
  [
    'denied without one',
    { state: 'denied', votes: [vote('deny')] },
    {},
    'ERR_APPROVAL_DENIED',
    'ann denied this request.',
    undefined,
  ],
  [
    'expired',
    { state: 'expired' },
    {},
    'ERR_APPROVAL_EXPIRED',
    'Nobody answered in time.',
    'Repeat the request to ask again.',
  ],
  [
    'pending past its end',
    { expiresAt: NOON },
    {},
    'ERR_APPROVAL_EXPIRED',
    'Nobody answered in time.',
    'Repeat the request to ask again.',
  ],
  ['withdrawn', { state: 'withdrawn' }, {}, 'ERR_SESSION_ENDED', 'The session has ended.', undefined],
  [
    'used',
    { state: 'used' },
    {},
    'ERR_APPROVAL_USED',
    'The approval was used by the same request, sent twice.',
    undefined,
  ],
])('%s: refused in words, with the approval’s id', async (_state, change, options, code, message, fix) => {
  const { result, calls } = await held(requiring('http/rule'), { ...options, answered: () => change })
  expect(result).toMatchObject({ refused: { error: { code, message, fix }, approval: 'a-1' } })
  expect(calls).toEqual(['ask /a ', 'reach held', 'held 1', 'wait 45', 'held -1'])
})

test('a client that can be kept alive waits longer, is told why, and never longer than its session', async () => {
  const adapter = { ...http, wait: async () => waiting }
  const { calls, wire, exchange } = await held(requiring('http/rule'), {}, matchedOf({ adapter }))
  expect(calls).toContain('wait 300')
  expect(await wire()).toContain('[http.POST /a needs 1 of leads (http/rule)]')
  expect(exchange.waiting).toBe(waiting)
  const session = aSession({ expiresAt: NOON + 7_000 })
  expect((await held(requiring('http/rule'), {}, matchedOf({ adapter, session }))).calls).toContain('wait 7')
})

test('what people approve for a while becomes a lease, with the permit', async () => {
  const lease = { resources: ['/a'], operations: ['http.POST'], seconds: 900 } as const
  const asking = requiring('http/rule')
  const requirements = [{ ...(asking as { requirements: readonly object[] }).requirements[0]!, lease }]
  const { result } = await held({ ...asking, requirements } as never, { answered: approved })
  expect(result).toMatchObject({
    permit: { uses: ['a-1'], grants: [{ resources: ['/a'], operations: ['http.POST'], expiresAt: NOON + 900_000 }] },
  })
})
