import { askedMaskable } from '../../src/gateway/maskable.ts'

test.each([
  ['gzip, deflate, br;q=0.5, zstd', 'gzip, br;q=0.5, zstd'],
  ['GZIP;q=1.0, *;q=0', 'GZIP;q=1.0'],
  ['deflate', 'identity'],
  ['', 'identity'],
])('of the codings "%s" upstreams are offered "%s"', (accepted, offered) => {
  expect(askedMaskable([['accept-encoding', accepted]], false)).toEqual([['accept-encoding', offered]])
})

test('a part is asked for only where the masks change no length', () => {
  const headers = [
    ['range', 'bytes=0-9'],
    ['if-range', '"1"'],
    ['accept', '*/*'],
  ] as const
  expect(askedMaskable(headers, false)).toEqual(headers)
  expect(askedMaskable(headers, true)).toEqual([['accept', '*/*']])
})
