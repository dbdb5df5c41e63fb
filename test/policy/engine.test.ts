import type { Decision } from '../../src/core/decision.ts'
import type { Input } from '../../src/core/input.ts'
import type { Policy } from '../../src/core/policy.ts'
import type { Bundle } from '../../src/policy/bundle.ts'
import { INPUT_LIMIT } from '../../src/policy/input.ts'
import { allowingIf, compiled } from './compiled.ts'
import { defaultBundle as bundle, engineOf, withData } from './engines.ts'
import { call, deletion, fetching, inputOf, push } from './inputs.ts'
import { needingOpa } from './real-opa.ts'

const engine = engineOf(bundle)

const masks = [
  { code: 'secrets/masks', detector: 'generic-api-key' },
  { code: 'secrets/masks', detector: 'provider' },
  { code: 'secrets/masks', header: 'set-cookie' },
]

/** Without its id, which is new each time, and without what it counts. */
function decide(input: Input, policy = engine): Omit<Decision, 'id' | 'counts'> {
  const { id: _, counts: _counts, ...decision } = policy.decide(input)
  return decision
}

/** The default bundle, with other settings for Git. */
function withProtected(names: readonly string[]): Bundle {
  const { settings } = JSON.parse(bundle.data.toString()) as { settings: { git: object } }
  const git = { ...settings.git, protected_branches: { names } }
  return withData(bundle, { settings: { ...settings, git } })
}

describe('the default bundle', () => {
  test('a push to a protected branch waits for people', () => {
    expect(decide(inputOf('git', [push('refs/heads/main')]))).toEqual({
      bundle: bundle.revision,
      effect: 'require_approval',
      reasons: [
        {
          code: 'git/protected-branches',
          message: 'refs/heads/main of acme/shop is protected: pushing to it needs approval.',
          operation: 0,
          fix: 'Push to another branch and open a pull request, or wait for the approval.',
        },
      ],
      requirements: [{ code: 'git/protected-branches', operation: 0, from: ['operators'], quorum: 1, seconds: 3600 }],
      masks: [],
    })
  })

  test('their answer lets it pass', () => {
    const satisfied = [
      { code: 'git/protected-branches', operation: 0, by: ['ann'], from: ['operators'], at: '2025-06-01T12:30:00Z' },
    ]
    expect(decide(inputOf('git', [push('refs/heads/main')], { approval: { satisfied } })).effect).toBe('allow')
  })

  test('a push to another branch passes', () => {
    expect(decide(inputOf('git', [push('refs/heads/agent/fix-1')]))).toEqual({
      bundle: bundle.revision,
      effect: 'allow',
      reasons: [
        {
          code: 'git/feature-branches',
          message: 'refs/heads/agent/fix-1 is not protected: pushing to it is allowed.',
          operation: 0,
        },
      ],
    })
  })

  test('a fetch passes', () => {
    expect(decide(inputOf('git', [fetching]))).toEqual({
      bundle: bundle.revision,
      effect: 'allow',
      reasons: [{ code: 'git/reads', message: 'Reading acme/shop is allowed.', operation: 0 }],
    })
  })

  test('the strictest of a push’s commands decides', () => {
    const commands = inputOf('git', [
      push('refs/heads/topic'),
      push('refs/heads/main'),
      deletion('refs/heads/release/1.0'),
    ])
    expect(decide(commands)).toEqual({
      bundle: bundle.revision,
      effect: 'deny',
      reasons: [
        {
          code: 'git/protected-deletes',
          message: 'refs/heads/release/1.0 of acme/shop is protected: it may not be deleted.',
          operation: 2,
          fix: 'Delete only branches that are not protected; ask a maintainer of the repository to delete this one.',
        },
      ],
    })
  })

  test('what no rule permits is refused', () => {
    expect(decide(inputOf('git', [push('refs/pull/1/head')]))).toEqual({
      bundle: bundle.revision,
      effect: 'deny',
      reasons: [
        {
          code: 'sallyport/default-deny',
          message: 'No rule permits git.push on acme/shop#refs/pull/1/head.',
          operation: 0,
          fix: 'Keep to what the rules permit, or have a rule added that permits this.',
        },
      ],
    })
  })

  test('an HTTP answer is masked', () => {
    expect(decide(inputOf('http', [call('GET', 'read', '/v1/orders')]))).toEqual({
      bundle: bundle.revision,
      effect: 'mask',
      reasons: [
        { code: 'secrets/masks', message: 'Secrets in the answer are hidden.' },
        { code: 'http/reads', message: 'Reading /v1/orders is allowed.', operation: 0 },
      ],
      masks,
    })
  })

  test('a deployment waits for people, and its answer is masked', () => {
    expect(decide(inputOf('http', [call('POST', 'write', '/v1/deployments')]))).toEqual({
      bundle: bundle.revision,
      effect: 'require_approval',
      reasons: [
        {
          code: 'http/writes',
          message: 'POST on /v1/deployments needs approval.',
          operation: 0,
          fix: 'Wait for the approval, or do without this request.',
        },
      ],
      requirements: [{ code: 'http/writes', operation: 0, from: ['operators'], quorum: 1, seconds: 3600 }],
      masks,
    })
  })

  test.each([
    ['POST', 'write', '/v1/comments', 'mask'],
    ['POST', 'write', '/v1/deployments/7/rollback', 'require_approval'],
    ['POST', 'write', '/v1/orders', 'deny'],
    ['DELETE', 'delete', '/v1/comments', 'deny'],
  ] as const)('%s (%s) %s: %s', (method, access, path, effect) => {
    expect(decide(inputOf('http', [call(method, access, path)])).effect).toBe(effect)
  })
})

test('a decision names itself and its bundle', () => {
  const input = inputOf('git', [fetching])
  expect(engine.revision).toBe(bundle.revision)
  expect(engine.decide(input).id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(engine.decide(input).id).not.toBe(engine.decide(input).id)
})

test('settings come from the bundle’s data', () => {
  const policy = engineOf(withProtected(['trunk']))
  expect(decide(inputOf('git', [push('refs/heads/main')]), policy).effect).toBe('allow')
})

test('a pattern that the engine can’t read permits nothing', () => {
  const policy = engineOf(withProtected(['main', '*[z-']))
  expect(decide(inputOf('git', [push('refs/heads/topic')]), policy).effect).toBe('deny')
})

test('a text with a zero byte comes back whole', () => {
  const { reasons } = decide(inputOf('http', [call('PUT', 'write', '/a\0b')]))
  expect(reasons[0].message).toBe('No rule permits http.PUT on /a\0b.')
})

test('an input that nobody described never reaches the policy', () => {
  expect(() => engine.decide(inputOf('gopher', [fetching]))).toThrow(
    expect.objectContaining({ code: 'ERR_POLICY_INPUT' }),
  )
})

// The engine aborts on half a surrogate pair, and each abort leaks some of an instance's stack.
test('an abort refuses its own request, and no later one', () => {
  const policy = engineOf(bundle)
  const broken = inputOf('http', [call('GET', 'read', '/\ud800')])
  for (let count = 0; count < 2000; count++) {
    expect(() => policy.decide(broken)).toThrow(expect.objectContaining({ code: 'ERR_POLICY_RUNTIME' }))
  }
  expect(decide(inputOf('http', [call('GET', 'read', '/')]), policy).effect).toBe('mask')
})

test('an input at the limit is judged within the engine’s memory', () => {
  const refs = Array.from({ length: 3_200 }, (_, index) => push(`refs/heads/release/${index}`))
  const [first, ...rest] = refs
  expect(decide(inputOf('git', [first!, ...rest])).effect).toBe('require_approval')
})

test('what is no WebAssembly is no policy', () => {
  expect(() => engineOf({ ...bundle, wasm: Buffer.from('text') })).toThrow(
    expect.objectContaining({ code: 'ERR_POLICY_BUNDLE' }),
  )
})

test('a module with another entry point is no policy', () => {
  const renamed = Buffer.from(
    bundle.wasm.toString('latin1').replaceAll('sallyport/decision', 'sallyport/decisiom'),
    'latin1',
  )
  expect(() => engineOf({ ...bundle, wasm: renamed })).toThrow(expect.objectContaining({ code: 'ERR_POLICY_BUNDLE' }))
})

test('changes are counted, reads are not', () => {
  expect(engine.decide(inputOf('git', [push('refs/heads/topic'), push('refs/heads/fix')])).counts).toEqual([
    { counter: 'session/blast-radius/write', amount: 2 },
  ])
  expect(engine.decide(inputOf('git', [fetching])).counts).toEqual([])
})

describe('a policy that goes wrong', () => {
  const test = needingOpa()

  /** Goes wrong for pushes, and allows what else there is. */
  function policyWith(holds: string): Policy {
    const both = 'both(x) := 1 if x > 0\n\nboth(x) := 2 if x > -1'
    const message = `message := "Yes." if {\n  input.operations[0].kind == "git.push"\n  ${holds}\n} else := "Yes."`
    return engineOf(compiled(`${allowingIf('input.version == 1')}\n\n${message}\n\n${both}`))
  }

  test.each([
    [
      'a loop',
      'count([1 | some a in numbers.range(1, 20000); some b in numbers.range(1, 20000); a * b == 7]) == 0',
      'ERR_POLICY_DEADLINE',
    ],
    ['a loop in what the host does', 'count(net.cidr_expand("10.0.0.0/7")) > 0', 'ERR_POLICY_DEADLINE'],
    ['too much memory', `count([[${'a,'.repeat(100)}] | some a in numbers.range(1, 100000)]) > 0`, 'ERR_POLICY_MEMORY'],
    ['two answers at once', 'both(1) > 0', 'ERR_POLICY_RUNTIME'],
  ])('%s refuses that request, in its own words, and no other', (_what, holds, code) => {
    const policy = policyWith(holds)
    for (const _ of [1, 2, 3]) {
      expect(() => policy.decide(inputOf('git', [push('refs/heads/topic')]))).toThrow(expect.objectContaining({ code }))
      expect(policy.decide(inputOf('git', [fetching])).effect).toBe('allow')
    }
  })
})

describe('the entry point of a protocol', () => {
  const test = needingOpa()

  test('answers for it, where there is one, and the common one for the others', () => {
    const answer = (code: string) =>
      `{"effect": "allow", "reasons": [{"code": "${code}", "message": "Yes."}], "requirements": [], "masks": [], "counters": []}`
    const policy = engineOf(
      compiled(`decision := ${answer('every/protocol')}`, {}, `decision := ${answer('only/git')}`),
    )
    expect(policy.decide(inputOf('git', [fetching])).reasons[0].code).toBe('only/git')
    expect(policy.decide(inputOf('http', [call('GET', 'read', '/')])).reasons[0].code).toBe('every/protocol')
  })
})

describe('another entry point', () => {
  const test = needingOpa()

  test('is asked by name, about any JSON', () => {
    const both = 'both(x) := 1 if x > 0\n\nboth(x) := 2 if x > -1'
    const decision = 'decision := {"seen": both(input.a)} if input.a != 0'
    const policy = engineOf(compiled(`${allowingIf('true')}\n\nmessage := "Yes."`, {}, `${decision}\n\n${both}`))
    const ask = (input: unknown) => policy.ask!('sallyport/protocols/git/decision', input)
    expect(ask({ a: -0.5 })).toEqual({ seen: 2 })
    expect([ask({ a: 0 }), ask([])]).toEqual([undefined, undefined])
    expect(policy.ask!('system/log/mask', { a: 1 })).toBeUndefined()
    expect(() => ask({ a: 1 })).toThrow(expect.objectContaining({ code: 'ERR_POLICY_RUNTIME' }))
    expect(() => ask('a'.repeat(2 * INPUT_LIMIT))).toThrow(expect.objectContaining({ code: 'ERR_POLICY_INPUT' }))
    expect(ask({ a: -0.5 })).toEqual({ seen: 2 })
  })
})
