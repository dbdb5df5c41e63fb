import type { GatewayError } from '../../../src/core/errors.ts'
import { gitea } from '../../../src/protocols/gitea/index.ts'
import { asItIs, goldensOf } from '../goldens.ts'
import { refusal, requestOf } from '../requests.ts'

const goldens = goldensOf('gitea', asItIs)

test.each(goldens.map(({ name, ...golden }) => [name, golden] as const))('%s', async (_, { request, expected }) => {
  const said = await gitea.normalise(request).catch(({ code, message }: GatewayError) => ({ code, message }))
  expect(said).toEqual(expected)
})

test('a refusal is a message, and nothing that its clients would print beside it', async () => {
  const { body } = await gitea.refuse(requestOf({}), refusal)
  expect(Object.keys(JSON.parse(body.toString()) as object)).toEqual(['message'])
})

test.each([
  [{ kind: 'bearer', token: 't' }, 'token t'],
  [{ kind: 'basic', username: 'a', password: 'b' }, 'Basic YTpi'],
] as const)('the credential %j', (credential, value) => {
  const { target, headers } = gitea.authorise(requestOf({ target: '/repos/a/b' }), credential, new Date(0))
  expect([target, headers]).toEqual(['/api/v1/repos/a/b', [['authorization', value]]])
})
