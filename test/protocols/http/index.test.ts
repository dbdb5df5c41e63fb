import { http } from '../../../src/protocols/http/index.ts'
import { connection, refusal, requestOf } from '../requests.ts'

test.each([
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['OPTIONS', 'read'],
  ['DELETE', 'delete'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['PATCH', 'write'],
  ['PROPFIND', 'write'],
])('%s is to %s', async (method, access) => {
  expect(await http.normalise(requestOf({ method, target: '/v1/orders' }))).toEqual([
    {
      kind: `http.${method}`,
      access,
      resource: '/v1/orders',
      detail: { method, path: '/v1/orders', query: {}, content_type: null },
    },
  ])
})

test('a query is read into its parameters, each with all its values', async () => {
  const target = '/v1/or%20ders?b=2&a=1&b=%203+4&__proto__=x&c'
  const headers = [['content-type', 'application/json; charset=utf-8']] as const
  const [operation] = await http.normalise(requestOf({ target, headers }))
  expect(operation.resource).toBe('/v1/or%20ders')
  expect(JSON.stringify(operation.detail)).toBe(
    '{"method":"GET","path":"/v1/or%20ders","query":{"b":["2"," 3 4"],"a":["1"],"__proto__":["x"],"c":[""]},' +
      '"content_type":"application/json; charset=utf-8"}',
  )
})

test.each(['CONNECT', 'TRACE'])('%s is refused', async (method) => {
  await expect(http.normalise(requestOf({ method }))).rejects.toMatchObject({
    code: 'ERR_UNINTELLIGIBLE',
    message: `Sallyport passes no ${method} requests on.`,
  })
})

test('an approval is bound to the raw target and to the body', async () => {
  const request = requestOf({ method: 'PUT', target: '/a%2Fb?x=%20' })
  const operations = await http.normalise(request)
  expect(http.binds(request, operations)).toEqual({ target: '/a%2Fb?x=%20', body: true, operations })
})

test('a request goes on as it came, with the credential', () => {
  const request = requestOf({ method: 'PUT', target: '/a%2Fb?x=%20', headers: [['accept', '*/*']] })
  const aws = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: null, region: 'eu-west-1', service: 's3' }
  const signed = http.authorise(request, { kind: 'aws', ...aws }, new Date(0))
  expect(signed.headers.at(-1)![1]).toMatch(/^AWS4-HMAC-SHA256 Credential=a\/19700101\/eu-west-1\/s3\//)
  expect(http.authorise(request, { kind: 'bearer', token: 't' }, new Date(0))).toEqual({
    method: 'PUT',
    target: '/a%2Fb?x=%20',
    headers: [
      ['accept', '*/*'],
      ['authorization', 'Bearer t'],
    ],
  })
})

test('links to the upstream lead to the gate', () => {
  const headers = [['location', 'https://git.test/base/x']] as const
  expect(http.answer?.({ status: 302, headers }, connection, 'https://gate.test/c/shop')).toEqual({
    status: 302,
    headers: [['location', 'https://gate.test/c/shop/x']],
  })
})

test('a refusal is JSON with all that is known', async () => {
  const answer = await http.refuse(requestOf({}), { ...refusal, approval: 'a-1', performed: true })
  expect(answer.status).toBe(403)
  expect(answer.headers).toEqual([
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(answer.body.length)],
    ['cache-control', 'no-store'],
  ])
  expect(JSON.parse(answer.body.toString())).toEqual({
    error: {
      code: 'ERR_DENIED',
      message: 'The policy refuses this.',
      reasons: [
        {
          code: 'git/protected-branches',
          message: 'main takes no direct push.',
          operation: 0,
          fix: 'Open a pull request.',
        },
      ],
      exchange: 'x-1',
      approval: 'a-1',
      performed: true,
    },
  })
})

test('a missing session is challenged for both schemes', async () => {
  const answer = await http.refuse(requestOf({}), { ...refusal, code: 'ERR_SESSION_REQUIRED', status: 401 })
  expect(answer.headers.filter(([name]) => name === 'www-authenticate')).toEqual([
    ['www-authenticate', 'Bearer realm="Sallyport"'],
    ['www-authenticate', 'Basic realm="Sallyport"'],
  ])
})
