import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGatewayClient, type GatewayClient } from '../../../src/cli/run/gateway.ts'

let answers: Record<string, [number, unknown]>
const forms: string[] = []
const server = createServer(async (req, res) => {
  let body = ''
  for await (const chunk of req) body += chunk
  if (body !== '') forms.push(body)
  const [status, given] = answers[req.url!] ?? [404, 'nothing']
  res.writeHead(status).end(typeof given === 'string' ? given : JSON.stringify(given))
})
let gateway: GatewayClient
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  gateway = createGatewayClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterAll(async () => {
  await gateway.close()
  server.close()
})

const known = { proxy: { port: 8080, tls: true }, audiences: ['a'], sessions: 'https://people.test/sessions/' }

test('what a gateway says of itself', async () => {
  const connections = [{ name: 'shop', protocol: 'http', hosts: [], upstream: 'https://shop.test' }]
  answers = { '/.well-known/sallyport': [200, { ...known, connections, more: 1 }], '/ca.pem': [404, 'none'] }
  expect(await gateway.discover()).toEqual({ ...known, connections })
  expect(await gateway.authority()).toBeNull()
  const certificate = `-----BEGIN ${'CERTIFICATE'}-----\n`
  answers['/ca.pem'] = [200, certificate]
  expect(await gateway.authority()).toBe(certificate)
})

test('an ID token is exchanged, a session renewed and ended', async () => {
  answers = {
    '/oauth/token': [200, { access_token: 't', session: 's-1', expires_in: 60 }],
    '/oauth/revoke': [200, ''],
  }
  forms.length = 0
  expect(await gateway.exchange('id')).toEqual({ token: 't', session: 's-1', expiresIn: 60, variables: {} })
  await gateway.exchange('again', { actor: 't' })
  await gateway.exchange('narrow', { leases: '[{}]' })
  await gateway.revoke('t')
  const type = 'urn:ietf:params:oauth:token-type'
  expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toEqual([
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'id',
      subject_token_type: `${type}:id_token`,
    },
    expect.objectContaining({ subject_token: 'again', actor_token: 't', actor_token_type: `${type}:access_token` }),
    expect.objectContaining({ subject_token: 'narrow', authorization_details: '[{}]' }),
    { token: 't', token_type_hint: 'access_token' },
  ])
})

test('what is for the job’s environment is text by name, or this is no gateway', async () => {
  const answering = (variables: unknown) => {
    answers = { '/oauth/token': [200, { access_token: 't', session: 's-1', expires_in: 60, variables }] }
  }
  answering({ KEY: 'k' })
  expect((await gateway.exchange('id')).variables).toEqual({ KEY: 'k' })
  for (const none of [
    { KEY: 1 },
    { 'A=$(id);B': 'k' },
    { 'A\nB': 'k' },
    { '': 'k' },
    { KEY: 'k\0' },
    { KEY: 'k\nB=k' },
  ]) {
    answering(none)
    await expect(gateway.exchange('id')).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNAVAILABLE' })
  }
})

test('a refusal keeps its code, its words and what would pass', async () => {
  const body = { error: 'x', error_description: 'ERR_TOKEN_AGENT: Nobody.', code: 'ERR_TOKEN_AGENT', fix: 'Map it.' }
  answers = { '/oauth/token': [401, body] }
  const refused = { code: 'ERR_TOKEN_AGENT', message: 'Nobody.', fix: 'Map it.' }
  await expect(gateway.exchange('id')).rejects.toMatchObject(refused)
})

test.each([
  [{ '/.well-known/sallyport': [200, 'text'] }],
  [{ '/.well-known/sallyport': [200, { proxy: 1 }] }],
  [{}],
] as Record<string, [number, unknown]>[][])('%j is no gateway', async (given) => {
  answers = given!
  await expect(gateway.discover()).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNAVAILABLE' })
})

test('nobody there, or no URL', async () => {
  const nobody = createGatewayClient('http://127.0.0.1:9')
  await expect(nobody.discover()).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNAVAILABLE' })
  await nobody.close()
  for (const address of ['gate.test', 'ftp://gate.test', `https://me:${'pass'}@gate.test`]) {
    expect(() => createGatewayClient(address)).toThrow("The gateway's URL must be http:// or https://")
  }
})
