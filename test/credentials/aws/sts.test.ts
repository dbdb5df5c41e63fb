import { assumeRole, callerIdentity, stsOf } from '../../../src/credentials/aws/sts.ts'
import { startFakeSource, text } from '../fake-source.ts'
import { fault, surroundings, USELESS } from '../surroundings.ts'

const around = surroundings()
const END = new Date(around.now() + 3_600_000).toISOString()
const given = (changes: { [name: string]: string } = {}) => {
  const credential = {
    AccessKeyId: 'ASIAEXAMPLE',
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: END,
    ...changes,
  }
  const elements = Object.entries(credential).map(([name, value]) => `<${name}>${value}</${name}>`)
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${elements.join('')}</Credentials></AssumeRoleResult></AssumeRoleResponse>`
}
const fake = await startFakeSource(text(200, given()))
afterAll(() => fake.close())
beforeEach(() => {
  fake.requests.length = 0
})

const sts = {
  endpoint: fake.url,
  region: 'eu-west-1',
  mask: (it: string) => it.replaceAll('hunter2', '[masked]'),
  ...around,
}
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hunter2', sessionToken: null }
const role = {
  roleArn: 'arn:aws:iam::123456789012:role/shop',
  sessionName: 'shop-ci@1',
  durationSeconds: 900,
  externalId: null,
  sessionPolicy: null,
}
const soon = () => AbortSignal.timeout(10_000)
const form = () => Object.fromEntries(new URLSearchParams(fake.requests[0]!.body))

test('where AWS serves it', () => {
  expect(['eu-west-1', 'cn-north-1', 'us-gov-west-1'].map((region) => stsOf(region).href)).toEqual([
    'https://sts.eu-west-1.amazonaws.com/',
    'https://sts.cn-north-1.amazonaws.com.cn/',
    'https://sts.us-gov-west-1.amazonaws.com/',
  ])
})

test('a role is assumed by keys, which sign the request', async () => {
  const policy = '{"Version":"2012-10-17"}'
  const asked = { ...role, externalId: 'acme', sessionPolicy: policy }
  const by = { keys: { ...keys, sessionToken: 'earlier' } }
  expect(await assumeRole(sts, by, asked, soon())).toEqual({
    keys: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
    expiresAt: Date.parse(END),
  })
  expect(form()).toEqual({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    DurationSeconds: '900',
    ExternalId: 'acme',
    Policy: policy,
  })
  const { headers } = fake.requests[0]!
  expect([headers['x-amz-date'], headers['x-amz-security-token']]).toEqual(['20251124T160000Z', 'earlier'])
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20251124\/eu-west-1\/sts\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
  )
})

test('a role is assumed by a web identity, which signs nothing', async () => {
  await assumeRole(sts, { token: 'a.b.c' }, role, soon())
  expect(form()).toMatchObject({ Action: 'AssumeRoleWithWebIdentity', WebIdentityToken: 'a.b.c' })
  expect(fake.requests[0]!.headers.authorization).toBeUndefined()
})

test('who holds the keys', async () => {
  const arn = 'arn:aws:sts::123456789012:assumed-role/shop/shop-ci@1'
  fake.answers.push(text(200, `<GetCallerIdentityResponse><Arn>${arn}</Arn></GetCallerIdentityResponse>`))
  expect(await callerIdentity(sts, keys, soon())).toBe(arn)
  fake.answers.push(text(200, '<GetCallerIdentityResponse/>'))
  await expect(callerIdentity(sts, keys, soon())).rejects.toEqual(
    fault(USELESS, 'STS answered with something that is no identity'),
  )
})

test.each([
  [
    403,
    '<ErrorResponse><Error><Code>AccessDenied</Code><Message>User hunter2 isn&apos;t\nauthorized</Message></Error></ErrorResponse>',
    ": AccessDenied: User [masked] isn't authorized",
  ],
  [503, '<html>', ''],
  [307, '', ''],
])('an answer of %i is a refusal', async (status, body, said) => {
  fake.answers.push(text(status, body))
  await expect(assumeRole(sts, { keys }, role, soon())).rejects.toEqual(
    fault('refused', `STS answered ${status} to AssumeRole${said}`),
  )
})

test.each([
  ['nothing', ''],
  ['no XML', 'not <XML'],
  ['another document', '<html><body>Sign in</body></html>'],
  ['no secret', given({ SecretAccessKey: '' })],
  ['two of one', given().replace('<Expiration>', '<SessionToken>other</SessionToken><Expiration>')],
  ['a token of two lines', given({ SessionToken: 'one\r\nx-amz-two: three' })],
  ['no end', given({ Expiration: 'soon' })],
  ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${given({ SessionToken: '&b;' })}`],
  ['no text', '{"AccessKeyId":"a"}'],
])('an answer of 200 with %s is no credential', async (_, body) => {
  fake.answers.push(text(200, body))
  await expect(assumeRole(sts, { keys }, role, soon())).rejects.toEqual(
    fault(USELESS, 'STS answered with something that is no credential of a role'),
  )
})
