import { readDecision } from '../../src/policy/result.ts'

const about = { id: 'd1', bundle: 'r1', operations: 2 }
const reason = { code: 'git/a', message: 'Because.', operation: 0 }
const requirement = { code: 'git/a', operation: 0, from: ['operators'], quorum: 1, seconds: 60 }
const mask = { code: 'git/b', detector: 'jwt' }
const header = { code: 'git/b', header: 'set-cookie' }
const allow = { effect: 'allow', reasons: [reason], requirements: [], masks: [], counters: [] }
const hold = { effect: 'require_approval', reasons: [reason], requirements: [requirement], masks: [], counters: [] }

function read(result: unknown) {
  return readDecision([{ result }], about)
}

test('allow', () => {
  expect(read(allow)).toEqual({ id: 'd1', bundle: 'r1', counts: [], effect: 'allow', reasons: [reason] })
})

test('mask', () => {
  expect(read({ ...allow, effect: 'mask', masks: [mask, header] })).toEqual({
    id: 'd1',
    bundle: 'r1',
    counts: [],
    effect: 'mask',
    reasons: [reason],
    masks: [mask, header],
  })
})

test('masks name fields, and what stands in for them; what is of no mode, or of two targets, is none', () => {
  const masks = [
    { code: 'git/b', pointer: '/data/*', mode: 'remove' },
    { code: 'git/b', key: 'password', mode: 'pseudonym' },
    { code: 'git/b', key: 'password', mode: 'last_four' },
  ]
  expect(read({ ...allow, effect: 'mask', masks })).toMatchObject({ masks: [masks[2], masks[1], masks[0]] })
  for (const wrong of [{ mode: 'stars' }, { header: 'x' }]) {
    expect(() => read({ ...allow, effect: 'mask', masks: [{ ...masks[0], ...wrong }] })).toThrow(
      expect.objectContaining({ code: 'ERR_POLICY_MALFORMED' }),
    )
  }
})

test('require_approval, with masks for the answer', () => {
  expect(read({ ...hold, masks: [mask] })).toEqual({
    id: 'd1',
    bundle: 'r1',
    counts: [],
    effect: 'require_approval',
    reasons: [reason],
    requirements: [requirement],
    masks: [mask],
  })
})

test('deny, for the request as a whole', () => {
  const whole = { code: 'git/a', message: 'No.', fix: 'Do this.' }
  expect(read({ ...allow, effect: 'deny', reasons: [whole] })).toEqual({
    id: 'd1',
    bundle: 'r1',
    counts: [],
    effect: 'deny',
    reasons: [whole],
  })
})

test('lists come in order, whatever order the engine has', () => {
  const whole = { code: 'z', message: 'No.' }
  const second = { code: 'a', message: 'A.', operation: 1 }
  const third = { code: 'a', message: 'B.', operation: 1 }
  const last = { ...requirement, operation: 1 }
  expect(
    read({
      ...hold,
      reasons: [third, second, reason, whole],
      requirements: [last, requirement],
      masks: [header, mask],
    }),
  ).toEqual({
    id: 'd1',
    bundle: 'r1',
    counts: [],
    effect: 'require_approval',
    reasons: [whole, reason, second, third],
    requirements: [requirement, last],
    masks: [mask, header],
  })
})

test.each([[[]], [[{}]], [undefined], [null]])('%j is no answer', (results) => {
  expect(() => readDecision(results, about)).toThrow(expect.objectContaining({ code: 'ERR_POLICY_UNDEFINED' }))
})

test.each([
  ['no object', true],
  ['nothing', null],
  ['no effect', { ...allow, effect: undefined }],
  ['an unknown effect', { ...allow, effect: 'permit' }],
  ['no reasons', { ...allow, reasons: [] }],
  ['a reason without a message', { ...allow, reasons: [{ code: 'git/a' }] }],
  ['a reason with another field', { ...allow, reasons: [{ ...reason, operations: 1 }] }],
  ['a reason about no operation', { ...allow, reasons: [{ ...reason, operation: 2 }] }],
  ['an allow with masks', { ...allow, masks: [mask] }],
  ['an allow with requirements', { ...allow, requirements: [requirement] }],
  ['a deny with requirements', { ...allow, effect: 'deny', requirements: [requirement] }],
  ['a mask without masks', { ...allow, effect: 'mask' }],
  ['a mask that hides nothing', { ...allow, effect: 'mask', masks: [{ code: 'git/b' }] }],
  ['a mask that hides two things', { ...allow, effect: 'mask', masks: [{ ...mask, ...header }] }],
  ['a hold without requirements', { ...hold, requirements: [] }],
  ['a requirement about no operation', { ...hold, requirements: [{ ...requirement, operation: 2 }] }],
  ['a requirement of nobody', { ...hold, requirements: [{ ...requirement, from: [] }] }],
  ['a quorum of none', { ...hold, requirements: [{ ...requirement, quorum: 0 }] }],
  ['no time', { ...hold, requirements: [{ ...requirement, seconds: 0.5 }] }],
])('%s is no decision', (_what, result) => {
  expect(() => read(result)).toThrow(expect.objectContaining({ code: 'ERR_POLICY_MALFORMED' }))
})

test('what is counted comes once for each counter, in order', () => {
  const counters = [
    { counter: 'git/b/deletes', amount: 1 },
    { counter: 'git/a/writes', amount: 2 },
    { counter: 'git/b/deletes', amount: 3 },
  ]
  expect(read({ ...allow, counters }).counts).toEqual([
    { counter: 'git/a/writes', amount: 2 },
    { counter: 'git/b/deletes', amount: 4 },
  ])
})

test.each([[{ counter: 'git/a', amount: 0 }], [{ counter: '', amount: 1 }], [{ counter: 'git/a' }]])(
  'a count like %j is no count',
  (count) => {
    expect(() => read({ ...allow, counters: [count] })).toThrow(
      expect.objectContaining({ code: 'ERR_POLICY_MALFORMED' }),
    )
  },
)
