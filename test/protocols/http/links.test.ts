import { rewriteLinks } from '../../../src/protocols/http/links.ts'

const rewrite = (name: string, value: string) =>
  rewriteLinks([[name, value]], new URL('https://api.test/v1'), 'https://gate.test/c/api')[0]![1]

test.each([
  ['location', 'https://api.test/v1/x', 'https://gate.test/c/api/x'],
  ['location', 'https://login.test/x', 'https://login.test/x'],
  ['content-location', '/v1/x', 'https://gate.test/c/api/x'],
  [
    'link',
    '<https://api.test/v1/x?page=2>; rel="next", <https://docs.test/>; rel="help"',
    '<https://gate.test/c/api/x?page=2>; rel="next", <https://docs.test/>; rel="help"',
  ],
  ['refresh', '5; url=https://api.test/v1/x', '5; url=https://gate.test/c/api/x'],
  ['refresh', "0;URL='https://api.test/v1/x'", "0;URL='https://gate.test/c/api/x'"],
  ['refresh', '5', '5'],
  ['set-cookie', 'a=b; Domain=api.test; Path=/; Secure', 'a=b; Path=/; Secure'],
  ['set-cookie', 'a=domain=x; domain = .test', 'a=domain=x'],
  ['x-other', 'https://api.test/v1/x', 'https://api.test/v1/x'],
])('%s: %s', (name, value, expected) => {
  expect(rewrite(name, value)).toBe(expected)
})
