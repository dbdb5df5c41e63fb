import type { DecisionEvent } from '../../src/core/decision-log.ts'
import { applyMasks } from '../../src/decision-log/masks.ts'

const event: DecisionEvent = {
  labels: { app: 'sallyport' },
  decision_id: 'd-1',
  path: 'sallyport/decision',
  input: { a: { b: 1, c: [1, { d: 2 }, 3] }, 'x y': 4, 'p/q': 5 },
  result: { effect: 'deny', reasons: [{ message: 'No.' }] },
  requested_by: 'ann',
  timestamp: '2040-01-02T12:00:00.000Z',
}
const changed = (...masks: unknown[]) => {
  const { input, result, erased, masked } = applyMasks(event, masks)
  return { input, result, erased, masked }
}
const { input, result } = event
const untouched = { input, result, erased: undefined, masked: undefined }

test('paths are taken out, and listed', () => {
  expect(changed('/input/a/b', { op: 'remove', path: '/result/reasons/0' })).toEqual({
    input: { a: { c: [1, { d: 2 }, 3] }, 'x y': 4, 'p/q': 5 },
    result: { effect: 'deny', reasons: [] },
    erased: ['/input/a/b', '/result/reasons/0'],
    masked: undefined,
  })
})

test('the event itself, which others use, stays as it is', () => {
  const before = structuredClone(event)
  changed('/input/a/b', '/result')
  expect(event).toEqual(before)
})

test('members of lists are taken out, and those within them', () => {
  expect(changed('/input/a/c/1/d').input).toMatchObject({ a: { c: [1, {}, 3] } })
  expect(changed('/input/a/c/1').input).toMatchObject({ a: { c: [1, 3] } })
})

test('the whole input or result can go, or be replaced', () => {
  const { input: _input, ...rest } = event
  expect(applyMasks(event, ['/input'])).toEqual({ ...rest, erased: ['/input'] })
  expect(changed({ op: 'upsert', path: '/result', value: 'hidden' })).toMatchObject({
    result: 'hidden',
    masked: ['/result'],
  })
})

test('values are replaced, and put where there were none', () => {
  const masks = [
    { op: 'upsert', path: '/input/a/b', value: '**' },
    { op: 'upsert', path: '/input/new/deep', value: { e: null } },
    { op: 'upsert', path: '/input/a/c/0', value: 7 },
    { op: 'upsert', path: '/input/none' },
  ]
  expect(changed(...masks)).toEqual({
    input: { a: { b: '**', c: [7, { d: 2 }, 3] }, 'x y': 4, 'p/q': 5, new: { deep: { e: null } }, none: null },
    result,
    erased: undefined,
    masked: ['/input/a/b', '/input/new/deep', '/input/a/c/0', '/input/none'],
  })
})

test.each([
  ['/input/absent'],
  ['/input/a/b/deeper'],
  ['/input/a/c/3'],
  ['/input/a/c/-1'],
  ['/input/toString'],
  ['/nd_builtin_cache/http.send'],
  [{ op: 'upsert', path: '/input/a/b/deeper', value: 1 }],
  [{ op: 'upsert', path: '/input/a/c/3', value: 1 }],
])('a path that leads nowhere changes nothing: %j', (mask) => {
  expect(changed(mask)).toEqual(untouched)
})

test('keys that OPA escapes are found, written as they are or escaped', () => {
  for (const [path, erased, key] of [
    ['/input/x y', '/input/x%20y', 'x y'],
    ['/input/x%20y', '/input/x%2520y', 'x y'],
    ['/input/p%2Fq', '/input/p%252Fq', 'p/q'],
  ] as const) {
    const masked = changed(path)
    expect(masked.erased).toEqual([erased])
    expect(masked.input).not.toHaveProperty([key])
  }
})

test('parts are escaped as Go does', () => {
  const path = "/input/a!*'();:@&=+$,?b"
  expect(changed({ op: 'upsert', path, value: 1 }).masked).toEqual(['/input/a%21%2A%27%28%29%3B:@&=+$%2C%3Fb'])
})

test('a mask that names a prototype makes an own member', () => {
  const { input } = changed({ op: 'upsert', path: '/input/__proto__/polluted', value: true })
  expect(({} as { polluted?: true }).polluted).toBeUndefined()
  expect(JSON.stringify(input)).toContain('"__proto__":{"polluted":true}')
})

test('no masks, no change', () => {
  expect(applyMasks(event, [])).toBe(event)
})

test.each([
  [{}],
  ['/input'],
  [null],
  [[1]],
  [[null]],
  [['input/a']],
  [['']],
  [['/']],
  [['/inputs/a']],
  [['/labels/id']],
  [['/input/%zz']],
  [[{ path: '/input/a' }]],
  [[{ op: 'remove' }]],
  [[{ op: 'replace', path: '/input/a' }]],
])('nonsense is refused: %j', (answer) => {
  expect(() => applyMasks(event, answer)).toThrow()
})
