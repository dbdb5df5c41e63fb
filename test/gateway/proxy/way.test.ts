import { isIntercepted, matchThrough, type Way } from '../../../src/gateway/proxy/way.ts'
import { connectionTo } from '../fake-gate.ts'

const shop = connectionTo(new URL('https://shop.test'), { name: 'shop' })
const docs = connectionTo(new URL('https://shop.test/docs/'), { name: 'docs' })
const plain = connectionTo(new URL('http://plain.test:8080/git'), { name: 'plain' })
const own = connectionTo(new URL('http://127.0.0.1:3000/base'), { name: 'own', hosts: ['own.test'] })
const six = connectionTo(new URL('https://[2001:db8::1]:8443'), { name: 'six' })
const all = [shop, docs, plain, own, six]

const adapters = new Map([['gitlab', { paths: ['/api/'] }]])

const way = (host: string, port: number, more: Partial<Way> = {}): Way => {
  return { token: 'token', authority: { host, port }, scheme: 'https', servername: null, ...more }
}
const find = (target: string, through: Way, host = `${through.authority.host}:${through.authority.port}`) =>
  matchThrough(all, adapters, target, [['host', host]], through)
const refusal = (find: () => unknown): string => {
  try {
    return JSON.stringify(find())
  } catch (thrown) {
    return (thrown as Error).message
  }
}

test.each([
  ['/a?b', way('shop.test', 443), shop, '', '/a', '?b'],
  ['/docs', way('shop.test', 443), docs, '/docs', '/', ''],
  ['/docs/', way('shop.test', 443), docs, '/docs', '/', ''],
  ['/docs/a/b', way('shop.test', 443), docs, '/docs', '/a/b', ''],
  ['/docsy/a', way('shop.test', 443), shop, '', '/docsy/a', ''],
  ['/git/acme', way('plain.test', 8080, { scheme: 'http' }), plain, '/git', '/acme', ''],
  ['/x', way('own.test', 443), own, '', '/x', ''],
  ['/base/x', way('own.test', 80, { scheme: 'http' }), own, '', '/base/x', ''],
  ['/x', way('own.test', 3000), own, '', '/x', ''],
  ['/base/x', way('127.0.0.1', 3000, { scheme: 'http' }), own, '/base', '/x', ''],
])('%s through %j', (target, through, connection, base, path, query) => {
  expect(find(target, through)).toEqual({ connection, base, target: { path, query } })
})

test('a Host without the port that its scheme has anyway, in any case, with a dot at its end', () => {
  for (const host of ['shop.test', 'SHOP.test', 'shop.test.', 'shop.test:443']) {
    expect(find('/', way('shop.test', 443), host).connection).toBe(shop)
  }
  expect(find('/', way('2001:db8::1', 8443), '[2001:DB8::1]:8443').connection).toBe(six)
})

test('a name in the TLS greeting that is the host’s own', () => {
  expect(find('/', way('shop.test', 443, { servername: 'Shop.test' })).connection).toBe(shop)
})

test.each([
  ['/', way('shop.test', 443, { servername: 'evil.test' }), undefined, 'names another host than CONNECT did'],
  ['/', way('shop.test', 443, { servername: 'a b' }), undefined, 'names another host than CONNECT did'],
  ['/', way('shop.test', 443), 'evil.test', 'Host is another than shop.test:443'],
  ['/', way('shop.test', 443), 'shop.test:8443', 'Host is another than shop.test:443'],
  ['/', way('shop.test', 8443), 'shop.test', 'Host is another than shop.test:8443'],
  ['/', way('shop.test', 443), 'user@shop.test', 'names a user'],
  ['https://shop.test/a', way('shop.test', 443), undefined, 'names a whole URL where its path belongs'],
  ['*', way('shop.test', 443), undefined, 'names a whole URL where its path belongs'],
  ['/docs/../a', way('shop.test', 443), undefined, 'dot segment'],
  ['/', way('plain.test', 8080, { scheme: 'http' }), undefined, 'No connection has this path at plain.test:8080'],
  ['/gitty', way('plain.test', 8080, { scheme: 'http' }), undefined, 'No connection has this path'],
  ['/git', way('plain.test', 8080), undefined, 'No connection has this path'],
])('%s through %j as %s is refused', (target, through, host, why) => {
  expect(refusal(() => find(target, through, host))).toContain(why)
})

test('no Host, or two, are refused', () => {
  const through = way('shop.test', 443)
  const host = ['host', 'shop.test'] as const
  expect(refusal(() => matchThrough(all, adapters, '/', [], through))).toBe('The request must name one plain host.')
  expect(refusal(() => matchThrough(all, adapters, '/', [host, host], through))).toBe(
    'The request must name one plain host.',
  )
})

test.each([
  ['/api/v4/projects', 'api'],
  ['/api/v4/projects/1/repository/files/git-upload-pack', 'api'],
  ['/acme/shop.git/info/refs', 'repositories'],
  ['/apis/shop.git/info/refs', 'repositories'],
  ['/api', 'repositories'],
])('a forge’s API and its repositories at one host: %s is the %s’s', (target, name) => {
  const api = connectionTo(new URL('https://forge.test'), { name: 'api', protocol: 'gitlab' })
  const repositories = connectionTo(new URL('https://forge.test/'), { name: 'repositories', protocol: 'git' })
  const host = [['host', 'forge.test']] as const
  for (const both of [
    [api, repositories],
    [repositories, api],
  ]) {
    expect(matchThrough(both, adapters, target, host, way('forge.test', 443)).connection.name).toBe(name)
  }
})

test('two connections with one upstream: the path tells neither', () => {
  const twin = connectionTo(new URL('https://shop.test/'), { name: 'twin' })
  const find = () => matchThrough([shop, twin], adapters, '/', [['host', 'shop.test']], way('shop.test', 443))
  expect(refusal(find)).toBe('The connections "shop" and "twin" have the same upstream, so the path tells neither.')
})

test.each([
  ['shop.test', 443, true],
  ['shop.test', 80, false],
  ['shop.test', 8443, false],
  ['plain.test', 8080, true],
  ['plain.test', 80, false],
  ['own.test', 443, true],
  ['own.test', 80, true],
  ['own.test', 3000, true],
  ['own.test', 22, false],
  ['127.0.0.1', 3000, true],
  ['127.0.0.1', 443, false],
  ['2001:db8::1', 8443, true],
  ['below.shop.test', 443, false],
])('%s:%i is a connection’s: %s', (host, port, expected) => {
  expect(isIntercepted(all, { host, port })).toBe(expected)
})
