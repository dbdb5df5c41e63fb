import { discovery } from '../../src/api/discovery.ts'

const connection = (name: string, upstream: string, hosts: string[] = []) => ({
  ...{ name, protocol: 'http', upstream: new URL(upstream), hosts, labels: { secret: 'no' } },
})

test('what a client has to know, and no more', () => {
  const known = {
    people: 'https://people.test',
    audiences: ['sallyport', 'sallyport'],
    connections: [
      connection('shop', 'https://user:word@shop.test/base/', ['shop.gate.test']),
      connection('api', 'http://api.test:8080'),
    ],
  }
  expect(discovery({ ...known, proxy: 'https://127.0.0.1:7074' })).toEqual({
    proxy: { port: 7074, tls: true },
    audiences: ['sallyport'],
    sessions: 'https://people.test/sessions/',
    connections: [
      { name: 'shop', protocol: 'http', hosts: ['shop.gate.test'], upstream: 'https://shop.test/base' },
      { name: 'api', protocol: 'http', hosts: [], upstream: 'http://api.test:8080' },
    ],
  })
  expect(discovery({ ...known, proxy: null }).proxy).toBeNull()
  expect(discovery({ ...known, proxy: 'http://127.0.0.1:80' }).proxy).toEqual({ port: 80, tls: false })
})
