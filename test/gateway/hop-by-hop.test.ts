import { stripHopByHop } from '../../src/gateway/hop-by-hop.ts'

test.each([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])('%s stays behind', (name) => {
  expect(
    stripHopByHop([
      [name, 'x'],
      ['accept', '*/*'],
    ]),
  ).toEqual([['accept', '*/*']])
})

test('what Connection names stays behind, however it is written', () => {
  const headers = [
    ['x-one', '1'],
    ['connection', 'close, X-One ,x-two'],
    ['x-two', '2'],
    ['connection', 'x-three'],
    ['x-three', '3'],
    ['x-four', '4'],
  ] as const
  expect(stripHopByHop(headers)).toEqual([['x-four', '4']])
})

test('everything else goes on in its order, twice where it came twice', () => {
  const headers = [
    ['set-cookie', 'a=1'],
    ['content-length', '3'],
    ['set-cookie', 'b=2'],
  ] as const
  expect(stripHopByHop(headers)).toEqual(headers)
})
