import { createLogIn, type VaultAuth } from '../../../src/credentials/vault/login.ts'
import type { Send } from '../../../src/credentials/vault/send.ts'
import { env, fault, surroundings, USELESS } from '../surroundings.ts'

const environment = { ROLE: 'role-id', SECRET: 'secret-id', JWT: 'a.b.c', TOKEN: 'hvs.token' }

/** What is asked of Vault, and the token that it leads to. */
async function loggedIn(auth: VaultAuth, answer: object, status = 200) {
  const { read, known } = surroundings(environment)
  const asked: unknown[] = []
  const send: Send = async (method, path, body, token) => {
    asked.push([`${method} ${path}`, body, token])
    return { status, text: JSON.stringify(answer) }
  }
  const logIn = createLogIn(auth, read, known.mask)
  return { asked, revocable: logIn.revocable, token: await logIn.token(send, AbortSignal.timeout(5_000)) }
}

const token = { client_token: 'hvs.new', accessor: 'acc', lease_duration: 3600, renewable: true }
const issued = { token: 'hvs.new', accessor: 'acc', renewable: true, seconds: 3600, firstSeconds: 3600 }

test('by AppRole', async () => {
  const auth = { kind: 'approle', mount: 'ci/approle', roleId: env('ROLE'), secretId: env('SECRET') } as const
  expect(await loggedIn(auth, { auth: token })).toEqual({
    asked: [['PUT auth/ci/approle/login', { role_id: 'role-id', secret_id: 'secret-id' }, null]],
    revocable: true,
    token: issued,
  })
})

test('by a JWT', async () => {
  const auth = { kind: 'jwt', mount: 'kubernetes', role: 'gate', token: env('JWT') } as const
  expect(await loggedIn(auth, { auth: token })).toEqual({
    asked: [['PUT auth/kubernetes/login', { role: 'gate', jwt: 'a.b.c' }, null]],
    revocable: true,
    token: issued,
  })
})

test('by a token that was made elsewhere, which isn’t ours to end', async () => {
  const auth = { kind: 'token', token: env('TOKEN') } as const
  expect(await loggedIn(auth, { data: { ttl: 60, accessor: 'acc', renewable: false } })).toEqual({
    asked: [['GET auth/token/lookup-self', null, 'hvs.token']],
    revocable: false,
    token: { token: 'hvs.token', accessor: 'acc', renewable: false, seconds: 60, firstSeconds: 60 },
  })
  const root = await loggedIn(auth, { data: { ttl: 0, accessor: 'acc', renewable: false } })
  expect(root.token.seconds).toBe(315_360_000)
})

test.each([
  { auth: null },
  { auth: { ...token, client_token: 'a b' } },
  { auth: { ...token, lease_duration: '3600' } },
  { auth: { ...token, lease_duration: -1 } },
  {},
])('%j holds no token', async (answer) => {
  const auth = { kind: 'jwt', mount: 'jwt', role: 'gate', token: env('JWT') } as const
  await expect(loggedIn(auth, answer)).rejects.toEqual(fault(USELESS, 'Vault answered with something that is no token'))
})

test('what Vault refuses, it says why', async () => {
  const auth = { kind: 'jwt', mount: 'jwt', role: 'gate', token: env('JWT') } as const
  await expect(loggedIn(auth, { errors: ['role "gate" could not be found: a.b.c'] }, 400)).rejects.toEqual(
    fault('refused', 'Vault answered 400 to auth/jwt/login: role "gate" could not be found: [masked]'),
  )
  const given = { kind: 'token', token: env('TOKEN') } as const
  await expect(loggedIn(given, { errors: ['permission denied'] }, 403)).rejects.toEqual(
    fault('refused', 'Vault refused auth/token/lookup-self: permission denied'),
  )
})
