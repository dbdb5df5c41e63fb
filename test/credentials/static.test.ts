import { randomUUID } from 'node:crypto'
import { staticSecret } from '../../src/credentials/static.ts'
import { asked, env, fault, MISCONFIGURED, surroundings } from './surroundings.ts'

const secret = env('TOKEN')
const value = randomUUID()

test.each([
  [
    { kind: 'bearer', secret },
    { kind: 'bearer', token: value },
  ],
  [
    { kind: 'header', name: 'x-key', secret },
    { kind: 'header', name: 'x-key', value },
  ],
  [
    { kind: 'basic', username: 'bot', secret },
    { kind: 'basic', username: 'bot', password: value },
  ],
] as const)('%j', async (configured, credential) => {
  const source = staticSecret(configured, surroundings({ TOKEN: value }))
  expect(await source.open(asked())).toEqual({ credential, expiresAt: null })
})

test('the secret is what it is now', async () => {
  const environment = { TOKEN: value }
  const source = staticSecret({ kind: 'bearer', secret }, surroundings(environment))
  await source.open(asked())
  environment.TOKEN = randomUUID()
  expect((await source.open(asked())).credential).toEqual({ kind: 'bearer', token: environment.TOKEN })
})

test.each(['\n', '\r', '\0', '\x7f', '\x1b'])(
  'a secret with %j inside could forge a header, and is refused',
  async (odd) => {
    const source = staticSecret({ kind: 'bearer', secret }, surroundings({ TOKEN: `a${odd}b` }))
    await expect(source.open(asked())).rejects.toEqual(fault(MISCONFIGURED, 'the secret holds control characters'))
  },
)

test('beyond ASCII a secret goes where base64 carries it, and nowhere else', async () => {
  const around = surroundings({ TOKEN: 'grün' })
  expect(await staticSecret({ kind: 'basic', username: 'bot', secret }, around).open(asked())).toMatchObject({
    credential: { password: 'grün' },
  })
  const expected = fault(MISCONFIGURED, 'the secret holds characters beyond ASCII')
  await expect(staticSecret({ kind: 'bearer', secret }, around).open(asked())).rejects.toEqual(expected)
  await expect(staticSecret({ kind: 'header', name: 'x-key', secret }, around).open(asked())).rejects.toEqual(expected)
})
