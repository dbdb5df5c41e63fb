import { throughGate } from '../../src/protocols/links.ts'

const upstream = new URL('https://api.test/v1/')

test.each([
  ['https://api.test/v1/x?y#z', 'https://gate.test/c/api/x?y#z'],
  ['https://api.test:443/v1/x', 'https://gate.test/c/api/x'],
  ['HTTPS://API.TEST/v1/x', 'https://gate.test/c/api/x'],
  ['https://user:secret@api.test/v1/x', 'https://gate.test/c/api/x'],
  ['https://api.test/v1', 'https://gate.test/c/api'],
  ['//api.test/v1/x', 'https://gate.test/c/api/x'],
  ['/v1/x', 'https://gate.test/c/api/x'],
  ['x/y', 'x/y'],
  ['../x', '../x'],
  ['?page=2', '?page=2'],
  ['', ''],
  ['https://api.test/v10/x', undefined],
  ['https://api.test/v1/../admin', undefined],
  ['/other', undefined],
  ['http://api.test/v1/x', undefined],
  ['https://api.test:8443/v1/x', undefined],
  ['//evil.test/v1/x', undefined],
  ['\\\\evil.test/v1/x', undefined],
  ['https://evil.test/https://api.test/v1/x', undefined],
  ['mailto:x@api.test', undefined],
  ['https://[bad', undefined],
])('%j leads to %j', (link, expected) => {
  expect(throughGate(link, upstream, 'https://gate.test/c/api/')).toBe(expected)
})

test('an upstream without a path has nothing outside it', () => {
  expect(throughGate('/x', new URL('https://api.test'), 'https://gate.test')).toBe('https://gate.test/x')
})
