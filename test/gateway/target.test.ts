import { normaliseTarget } from '../../src/gateway/target.ts'

const refused = { code: 'ERR_UNINTELLIGIBLE' }

test.each([
  ['/', '/'],
  ['/a/b/', '/a/b/'],
  ['/%61%2d%5F%7e%2E%41', '/a-_~.A'],
  ['/projects/acme%2fshop', '/projects/acme%2Fshop'],
  ['/caf%c3%a9', '/caf%C3%A9'],
  ['/a%3fb%23c%26d', '/a%3Fb%23c%26d'],
  ['/100%25', '/100%25'],
  ['/.git/..hidden/a..b/...', '/.git/..hidden/a..b/...'],
  ["/!$&'()*+,;=:@-._~", "/!$&'()*+,;=:@-._~"],
])('%s is judged and sent as %s', (raw, path) => {
  expect(normaliseTarget(raw)).toEqual({ path, query: '' })
})

test.each(['?', '?a=%2e%2e/../b&c=[1]', '?q="<>\\^{}|`'])('the query %s stays as it is', (query) => {
  expect(normaliseTarget(`/a${query}`)).toEqual({ path: '/a', query })
})

const dots = ['.', '..', '%2e', '%2E%2e', '.%2e', '%2e.']
const cuts = ['', ';', ';a=1', '%3b', '%3Bx', '%20', '%20%20']
const ends = ['', '/', '/secret', '%2fsecret', '%2Fsecret', '%5csecret']
const traversals = dots.flatMap((dot) => cuts.flatMap((cut) => ends.map((end) => `/a/${dot}${cut}${end}`)))

test(`dot segments are refused in every one of ${traversals.length} spellings`, () => {
  expect(traversals.filter((raw) => normalised(raw) !== null)).toEqual([])
})

test.each([
  ['no path', ['', '*', 'a', 'http://other/a', '?a', 'a/../b']],
  ['two slashes', ['//', '//other/a', '/a//b', '/a///']],
  ['backslashes', ['/a\\b', '/..\\b', '/a%5cb', '/a%5Cb']],
  ['escapes of escapes', ['/%252e%252e/a', '/%252fa', '/%255ca', '/%25252e', '/%252E']],
  ['escapes made of two', ['/%%32%45%%32%45/a', '/%2%45%2%45/a', '/%%32e', '/%2%46']],
  ['broken escapes', ['/%', '/%2', '/%zz', '/%u002e', '/a%']],
  ['control characters', ['/%00', '/a%0d%0ab', '/%1f', '/%7f', '/a\tb', '/a\u0000']],
  ['overlong UTF-8', ['/%c0%ae%c0%ae/a', '/%C1%9C', '/%e0%80%ae', '/%f0%80%80%ae']],
  ['what a path must escape', ['/a b', '/a"b', '/<a>', '/{a}', '/a|b', '/a^b', '/a`b', '/a#b', '/é']],
  ['what a query must escape', ['/?a b', '/?a#b', '/?é', '/?%', '/?%zz', '/?\u0000']],
])('refused: %s', (_why, targets) => {
  expect(targets.filter((raw) => normalised(raw) !== null)).toEqual([])
})

test('of pieces put together at random, what passes is a fixed point, and means the same path to a URL parser', () => {
  const pieces = [
    '/',
    'a',
    '.',
    '%2e',
    '%2f',
    '%2F',
    '%',
    '2',
    'e',
    'E',
    '%32',
    '%45',
    '%46',
    ';',
    '%5c',
    '%25',
    '%41',
    '?',
  ]
  let seed = 1
  const next = (): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed
  }
  let passed = 0
  for (let round = 0; round < 20_000; round++) {
    const raw = `/${Array.from({ length: next() % 9 }, () => pieces[next() % pieces.length]).join('')}`
    const path = normalised(raw)
    if (path === null) continue
    passed++
    expect(normaliseTarget(path).path).toBe(path)
    expect(new URL(`http://gate.test${path}`).pathname).toBe(path)
  }
  expect(passed).toBeGreaterThan(1_000)
})

/** The path alone; null where it is refused. */
function normalised(raw: string): string | null {
  try {
    return normaliseTarget(raw).path
  } catch (error) {
    expect(error).toMatchObject(refused)
    return null
  }
}
