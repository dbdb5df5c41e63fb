import type { GatewayError } from '../../../src/core/errors.ts'
import { gitlab } from '../../../src/protocols/gitlab/index.ts'
import { asItIs, goldensOf } from '../goldens.ts'
import { refusal, requestOf } from '../requests.ts'

const goldens = goldensOf('gitlab', asItIs)

test.each(goldens.map(({ name, ...golden }) => [name, golden] as const))('%s', async (_, { request, expected }) => {
  const said = await gitlab.normalise(request).catch(({ code, message }: GatewayError) => ({ code, message }))
  expect(said).toEqual(expected)
})

test('a refusal is a message, and nothing that its clients would print beside it', async () => {
  const { body } = await gitlab.refuse(requestOf({}), refusal)
  expect(Object.keys(JSON.parse(body.toString()) as object)).toEqual(['message'])
})

test.each([
  [{ kind: 'bearer', token: 't' }, ['authorization', 'Bearer t']],
  [{ kind: 'header', name: 'PRIVATE-TOKEN', value: 't' }, ['private-token', 't']],
] as const)('the credential %j', (credential, field) => {
  const { target, headers } = gitlab.authorise(requestOf({ target: '/projects' }), credential, new Date(0))
  expect([target, headers]).toEqual(['/api/v4/projects', [field]])
})
