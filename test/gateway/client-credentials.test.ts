import { queryWithoutCredentials, withoutClientCredentials } from '../../src/gateway/client-credentials.ts'
import { TOKEN } from './fake-gate.ts'

const kept = (name: string, value = 'x') => withoutClientCredentials([[name, value]], TOKEN).length === 1

test.each([
  ['credentials', ['authorization', 'proxy-authorization', 'cookie', 'private-token', 'x-api-key', 'x-vault-token']],
  [
    'identities',
    ['sudo', 'remote-user', 'x-remote-group', 'impersonate-user', 'impersonate-extra-a', 'x-webauth-user'],
  ],
  [
    'overrides',
    ['x-http-method-override', 'x-original-url', 'x-rewrite-url', 'forwarded', 'x-forwarded-for', 'x-forwarded-user'],
  ],
  ['the gate’s own address', ['host']],
  ['the same with underscores', ['private_token', 'x_http_method_override', 'x_forwarded_host', 'impersonate_user']],
])('dropped: %s', (_what, names) => {
  expect(names.filter((name) => kept(name))).toEqual([])
})

test('kept, in order and in their number: everything else', () => {
  const headers = [
    ['accept', 'application/json'],
    ['if-none-match', '"1"'],
    ['accept', 'text/plain'],
    ['x-request-id', '7'],
    ['git-protocol', 'version=2'],
  ] as const
  expect(withoutClientCredentials(headers, TOKEN)).toEqual(headers)
})

test('dropped: any field that holds the session token', () => {
  expect(kept('x-note', `see ${TOKEN} there`)).toBe(false)
  expect(kept('x-note', TOKEN.slice(0, -1))).toBe(true)
})

test.each([
  ['', ''],
  ['?', '?'],
  ['?page=2&sort=', '?page=2&sort='],
  ['?access_token=a', ''],
  ['?page=2&access_token=a&sort=b', '?page=2&sort=b'],
  ['?ACCESS_token=a&%61ccess%5Ftoken=b&private_token=c&c', '?c'],
  ['?a=1;access_token=2&b', '?b'],
  ['?access_token[]=a&access_token%5B0%5D=b&d', '?d'],
  ['?_method=DELETE&x-http-method-override=PUT&sudo=root&e', '?e'],
  ['?a=%zz&%zz=access_token', '?a=%zz&%zz=access_token'],
  ['?q=access_token', '?q=access_token'],
])('the query %s goes on as %s', (query, expected) => {
  expect(queryWithoutCredentials(query, TOKEN)).toBe(expected)
})

test('a parameter that holds the session token is dropped, however it is escaped', () => {
  const escaped = `%${TOKEN.charCodeAt(0).toString(16)}${TOKEN.slice(1)}`
  expect(queryWithoutCredentials(`?a=1&b=${TOKEN}&c=x${escaped}&${TOKEN}`, TOKEN)).toBe('?a=1')
})
