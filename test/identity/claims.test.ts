import { claimOf, isKept, quoted, textOf } from '../../src/identity/claims.ts'

const claims = {
  plain: 'x',
  'oidc.circleci.com/project-id': 'p',
  'kubernetes.io': { namespace: 'agents', pod: { uid: 'u' }, 'a/b~c': 1 },
  list: ['x'],
  empty: null,
}

test.each<[string, unknown]>([
  ['plain', 'x'],
  ['oidc.circleci.com/project-id', 'p'],
  ['/plain', 'x'],
  ['/kubernetes.io/namespace', 'agents'],
  ['/kubernetes.io/pod/uid', 'u'],
  ['/kubernetes.io/a~1b~0c', 1],
  ['/kubernetes.io/pod/name', undefined],
  ['/plain/length', undefined],
  ['/list/0', undefined],
  ['/empty/x', undefined],
  ['/constructor/name', undefined],
  ['constructor', undefined],
  ['/', undefined],
])('the claim %j is %j', (name, value) => {
  expect(claimOf(claims, name)).toEqual(value)
})

test('what is no text is none', () => {
  expect([textOf(claims, 'plain'), textOf(claims, 'list'), textOf(claims, 'absent')]).toEqual(['x', '', ''])
})

test.each<[unknown, string]>([
  ['refs/heads/naïve', '"c" (refs/heads/naïve)'],
  [7, '"c" (7)'],
  [false, '"c" (false)'],
  [undefined, '"c" (missing)'],
  ['', '"c"'],
  [null, '"c"'],
  [['x'], '"c"'],
  [{ x: 1 }, '"c"'],
  ['x'.repeat(100), `"c" (${'x'.repeat(100)})`],
  ['x'.repeat(101), '"c"'],
  ['two\nlines', '"c"'],
  ['\u001b[2J', '"c"'],
  ['left\u202Eright', '"c"'],
])('a message says of the claim %j: %s', (value, expected) => {
  expect(quoted(value === undefined ? {} : { c: value }, 'c')).toBe(expected)
})

test.each([
  ['repo:acme/shop', true],
  ['grün 🙂', true],
  ['a\0', false],
  ['a\ud800', false],
])('%j is kept as it is: %s', (text, expected) => {
  expect(isKept(text)).toBe(expected)
})
