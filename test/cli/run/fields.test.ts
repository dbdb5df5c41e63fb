import { closing, forAnswer, goingOn, lines } from '../../../src/cli/run/fields.ts'

test('fields of this hop stay here, and those that Connection names; how a body is framed goes on', () => {
  const raw = ['Host', 'a', 'Connection', 'X-Mine, Content-Length', 'X-MINE', '1', 'Content-Length', '2', 'X-b', '3']
  const ours = [
    'Proxy-Authorization',
    'x',
    'Proxy-Connection',
    'y',
    'Keep-Alive',
    'z',
    'TE',
    't',
    'Upgrade',
    'u',
    'Trailer',
    'v',
  ]
  expect(goingOn([...raw, ...ours, 'Transfer-Encoding', 'chunked'])).toEqual([
    ...['Host', 'a', 'Content-Length', '2', 'X-b', '3'],
    ...['Transfer-Encoding', 'chunked'],
  ])
})

test("the gateway's question for a password is not passed on", () => {
  expect(forAnswer(['Proxy-Authenticate', 'Basic', 'A', 'b'])).toEqual(['A', 'b'])
})

test('fields as lines', () => {
  expect(lines(['A', 'b', 'C', 'd'])).toBe('A: b\r\nC: d\r\n')
})

test.each([
  ['HTTP/1.1 403 No\r\nConnection: keep-alive\r\nA: b\r\n\r\n', 'HTTP/1.1 403 No\r\nA: b\r\nConnection: close\r\n\r\n'],
  ['HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n', 'HTTP/1.1 403 Who\r\nConnection: close\r\n\r\n'],
])('%j closes', (head, closed) => {
  expect(closing(head)).toBe(closed)
})
