import { net } from '../../../src/protocols/net/index.ts'
import { requestOf } from '../../gateway/fake-exchange.ts'

const asking = (host: string, method = 'CONNECT') => net.normalise(requestOf({ method, host, path: host }))

test.each([
  ['shop.test:443', 'shop.test', 443],
  ['xn--bcher-kva.test:22', 'xn--bcher-kva.test', 22],
])('a tunnel to %s', async (resource, host, port) => {
  expect(await asking(resource)).toEqual([{ kind: 'net.connect', access: 'execute', resource, detail: { host, port } }])
})

test.each(['192.0.2.7:443', '169.254.169.254:80', '[2001:db8::1]:443'])('%s is an address', async (authority) => {
  await expect(asking(authority)).rejects.toMatchObject({
    code: 'ERR_ADDRESS_FORBIDDEN',
    message: `${authority} is an IP address that no connection names.`,
  })
})

test.each([
  ['shop.test', 'CONNECT'],
  ['shop.test:443', 'GET'],
])('%s by %s is no tunnel', async (host, method) => {
  await expect(asking(host, method)).rejects.toMatchObject({ code: 'ERR_UNINTELLIGIBLE' })
})

test('an approval is bound to the address; nothing of it can be masked; nothing is added to it', async () => {
  const request = requestOf({ method: 'CONNECT', host: 'shop.test:443', headers: [['x-a', 'b']] })
  const operations = await net.normalise(request)
  expect(net.binds(request, operations)).toEqual({ target: 'shop.test:443', body: false, operations })
  expect(net.authorise(request, { kind: 'none' }, new Date())).toEqual({
    ...{ method: 'CONNECT', target: 'shop.test:443', headers: [] },
  })
  expect(() => net.text({ status: 200, headers: [] })).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
})
