import { type Aws, aws, sessionNameOf } from '../../../src/credentials/aws/aws.ts'
import { element, type Moto, needingMoto, startMoto, type UserKeys } from '../../support/moto.ts'
import { asked, env, fault, MISCONFIGURED, SESSION, surroundings, USELESS } from '../surroundings.ts'
import { clientOf, type FakeVault, soon, startFakeVault } from '../vault/fake-vault.ts'

const place = { region: 'us-east-1', service: 's3', stsEndpoint: null, role: null } as const
const keys = { kind: 'keys', accessKeyId: env('KEY_ID'), secretAccessKey: env('KEY'), sessionToken: null } as const

test('a session’s name fits, whatever the agent is called', () => {
  expect(sessionNameOf({ session: SESSION })).toBe('shop-ci@01890c24-905b-7122-b170-b60814e6ee06')
  const long = sessionNameOf({ session: { ...SESSION, agent: 'an agent/with a name beyond measure' } })
  expect([long, long.length]).toEqual(['an-agent-with-a-name-beyond@01890c24-905b-7122-b170-b60814e6ee06', 64])
})

test('keys that are configured', async () => {
  const open = (environment: NodeJS.ProcessEnv, sessionToken: Aws['from'] & { kind: 'keys' } = keys) =>
    aws({ kind: 'aws', from: sessionToken, ...place }, surroundings(environment)).open(asked())
  const environment = { KEY_ID: 'AKIAEXAMPLE', KEY: 'secret', TOKEN: 'token' }
  const credential = {
    kind: 'aws',
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'secret',
    region: 'us-east-1',
    service: 's3',
  }
  expect(await open(environment)).toEqual({ credential: { ...credential, sessionToken: null }, expiresAt: null })
  expect(await open(environment, { ...keys, sessionToken: env('TOKEN') })).toEqual({
    credential: { ...credential, sessionToken: 'token' },
    expiresAt: null,
  })
  await expect(open({ ...environment, KEY: 'a b' })).rejects.toEqual(
    fault(MISCONFIGURED, 'the keys for AWS hold spaces or control characters'),
  )
  const identity = aws({ kind: 'aws', from: { kind: 'web_identity', token: env('KEY') }, ...place }, surroundings())
  await expect(identity.open(asked())).rejects.toEqual(fault(MISCONFIGURED, 'a web identity needs a role'))
})

describe('Vault’s engine', () => {
  let fake: FakeVault
  beforeAll(async () => {
    fake = await startFakeVault()
  })
  afterAll(() => fake.close())
  const open = () => {
    const around = clientOf(fake)
    return { ...around, ...aws({ kind: 'aws', from: { kind: 'vault', mount: 'aws', role: 'shop' }, ...place }, around) }
  }

  test('its keys, with a session token and without, revoked in the end', async () => {
    const made = { access_key: 'ASIAEXAMPLE', secret_key: 'secret' }
    for (const [data, sessionToken] of [
      [{ ...made, security_token: 'token' }, 'token'],
      [{ ...made, security_token: null }, null],
    ] as const) {
      fake.secrets.set('aws/creds/shop', data)
      const source = open()
      expect(await source.open(asked())).toEqual({
        credential: {
          kind: 'aws',
          accessKeyId: 'ASIAEXAMPLE',
          secretAccessKey: 'secret',
          sessionToken,
          region: 'us-east-1',
          service: 's3',
        },
        expiresAt: source.clock.now + 600_000,
      })
      await source.close!(soon())
      expect(fake.paths().at(-1)).toBe('PUT /v1/sys/leases/revoke')
    }
  })

  test.each([
    {},
    { access_key: 'a' },
    { access_key: 'a', secret_key: 1 },
    { access_key: 'a', secret_key: 'b', security_token: 'c d' },
  ])('%j is no key', async (data) => {
    fake.secrets.set('aws/creds/shop', data)
    await expect(open().open(asked())).rejects.toEqual(
      fault(USELESS, 'Vault answered with something that is no key for AWS'),
    )
  })
})

describe('moto, with its enforcement on', () => {
  const motoTest = needingMoto()
  const allow = (action: string, resource = '*') => ({ Effect: 'Allow', Action: action, Resource: resource })
  let moto: Moto
  let user: UserKeys
  let stranger: UserKeys
  let arn: string
  beforeAll(async () => {
    if (motoTest === test.skip) return
    moto = await startMoto()
    arn = await moto.role('shop', allow('iam:ListUsers'))
    user = await moto.user('gate', allow('sts:AssumeRole', arn))
    stranger = await moto.user('stranger', allow('s3:*'))
    await moto.enforce()
  }, 60_000)
  afterAll(() => moto?.stop())

  function source(by: UserKeys, role: Partial<NonNullable<Aws['role']>> = {}) {
    const around = surroundings({ KEY_ID: by.accessKeyId, KEY: by.secretAccessKey })
    around.clock.now = Date.now()
    const assumed = { arn, sessionName: null, externalId: null, durationSeconds: 900, sessionPolicy: null, ...role }
    return { ...around, ...aws({ kind: 'aws', from: keys, ...place, stsEndpoint: moto.url, role: assumed }, around) }
  }

  motoTest('a role is assumed in the session’s name, and does what the role may', async () => {
    const { open, whoAmI, known } = source(user)
    const opened = await open(asked())
    expect(await whoAmI!(opened, soon())).toBe(
      `arn:aws:sts::123456789012:assumed-role/shop/${SESSION.agent}@${SESSION.id}`,
    )
    const { credential } = opened
    if (credential.kind !== 'aws') throw new Error('no keys')
    expect(known.values()).toEqual(expect.arrayContaining([credential.secretAccessKey, credential.sessionToken]))
    const { accessKeyId, secretAccessKey } = credential
    const by = { accessKeyId, secretAccessKey, sessionToken: credential.sessionToken! }
    expect(await moto.call('iam', { Action: 'ListUsers', Version: '2010-05-08' }, by)).toContain(
      '<UserName>gate</UserName>',
    )
    const denied = await moto.call('iam', { Action: 'ListRoles', Version: '2010-05-08' }, by)
    expect(element(denied, 'Message')).toContain('is not authorized to perform: iam:ListRoles')
  })

  motoTest(
    'each session and each session policy has keys of its own, once; a configured name is everybody’s',
    async () => {
      const other = asked({}, { agent: 'shop-ci', id: '01890c24-905b-7122-b170-b60814e6ee07' })
      const id = async (opened: ReturnType<ReturnType<typeof source>['open']>) => {
        const { credential } = await opened
        return credential.kind === 'aws' ? credential.accessKeyId : ''
      }
      const own = source(user)
      const [first, again, others] = await Promise.all([own.open(asked()), own.open(asked()), own.open(other)].map(id))
      expect(first).toBe(again)
      expect(others).not.toBe(first)
      const shared = source(user, { sessionName: 'everybody' })
      const [one, two] = await Promise.all([shared.open(asked()), shared.open(other)].map(id))
      expect(one).toBe(two)
    },
  )

  motoTest('who may not assume it hears so, and so does who has the wrong keys', async () => {
    await expect(source(stranger).open(asked())).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringMatching(
        /^STS answered 403 to AssumeRole: AccessDenied: User: .*stranger is not authorized to perform: sts:AssumeRole/,
      ),
    })
    const wrong = { ...user, secretAccessKey: 'x'.repeat(40) }
    await expect(source(wrong).open(asked())).rejects.toMatchObject({
      message: expect.stringMatching(/^STS answered 403 to AssumeRole: SignatureDoesNotMatch: /),
    })
  })
})
