import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idTokenSource } from '../../../src/cli/run/id-token.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-id-token-'))
const file = join(folder, 'token')
const asked: string[] = []
let answer: string
const server = createServer((req, res) => {
  asked.push(`${req.url} ${req.headers.authorization}`)
  res.writeHead(answer === '' ? 500 : 200).end(answer)
})
let github: NodeJS.ProcessEnv
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  github = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'asking',
    SALLYPORT_ID_TOKEN: 'of gitlab',
    MINE: ' mine\n',
  }
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

test('GitHub is asked for a token of this audience, again each time', async () => {
  answer = JSON.stringify({ value: 'of github' })
  const source = idTokenSource({}, github)
  expect([source.renews, await source.read('https://gate test')]).toEqual([true, 'of github'])
  expect(asked).toEqual(['/token?api-version=2&audience=https%3A%2F%2Fgate+test Bearer asking'])
})

test.each([[''], ['{}'], ['no json']])('GitHub answers %j', async (given) => {
  answer = given
  const error = { code: 'ERR_ID_TOKEN_UNAVAILABLE', message: 'GitHub Actions gave no ID token.' }
  await expect(idTokenSource({}, github).read('a')).rejects.toMatchObject(error)
})

test('what is named comes before what is there; a file is read anew', async () => {
  writeFileSync(file, 'first\n')
  const source = idTokenSource({ idTokenFile: file, idTokenEnv: 'MINE' }, github)
  expect([source.renews, await source.read('a')]).toEqual([true, 'first'])
  writeFileSync(file, 'second')
  expect(await source.read('a')).toBe('second')
  const variable = idTokenSource({ idTokenEnv: 'MINE' }, github)
  expect([variable.renews, await variable.read('a')]).toEqual([false, 'mine'])
  const { SALLYPORT_ID_TOKEN } = github
  expect(await idTokenSource({}, { SALLYPORT_ID_TOKEN }).read('a')).toBe('of gitlab')
})

test.each([
  [{}, {}, 'This job has no ID token.', 'Name one by --id-token-file or --id-token-env, or set SALLYPORT_ID_TOKEN.'],
  [{}, { GITHUB_ACTIONS: 'true' }, 'This job has no ID token.', 'Give the job the permission "id-token: write".'],
  [
    { idTokenEnv: 'NONE' },
    { GITLAB_CI: 'true' },
    'The variable NONE holds no ID token.',
    "Add to the job: id_tokens: { SALLYPORT_ID_TOKEN: { aud: <the gateway's audience> } }.",
  ],
])('%j in %j', (options, environment, message, fix) => {
  let thrown: unknown
  try {
    idTokenSource(options, environment)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code: 'ERR_ID_TOKEN_MISSING', message, fix })
})

test.each([
  ['not-there', "can't be read"],
  ['empty', 'is empty'],
])('the file %s', async (name, words) => {
  writeFileSync(join(folder, 'empty'), '\n')
  const path = join(folder, name)
  await expect(idTokenSource({ idTokenFile: path }, {}).read('a')).rejects.toMatchObject({
    code: 'ERR_ID_TOKEN_MISSING',
    message: expect.stringContaining(words),
  })
})
