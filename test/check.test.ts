import { checkEverything, checkedConfig, configuredPolicy } from '../src/check.ts'
import { SMALLEST, temporaryFolder, write } from './config/files.ts'

const root = new URL('..', import.meta.url).pathname

const folder = temporaryFolder()
const connection = (more: string) => SMALLEST.replace('connections: []', `connections:\n  - { ${more} }`)
const told = async (text: string) =>
  (await checkEverything(write(folder, text), {})).map(({ path, message }) => `${path} ${message}`)

test('what the rooms know counts: protocols, and names that the gateway keeps to itself', async () => {
  const bundle = SMALLEST.replace('bundles/default.tar.gz', `${root}bundles/default.tar.gz`)
  expect(await told(bundle)).toEqual([])
  expect(await checkedConfig(write(folder, bundle))).toHaveProperty('config')
  const wrong = connection('name: net, protocol: net, upstream: "https://a.test"')
  const problems = await told(wrong)
  expect(problems).toContain('connections[0].name is taken: the gateway itself calls something so')
  expect(problems).toContainEqual(expect.stringMatching(/^connections\[0\]\.protocol must be one of /))
})

test('a policy that is none is told of', async () => {
  expect(await told(SMALLEST)).toEqual([expect.stringMatching(/^policy\.bundle is no policy: /)])
  const source = { kind: 'file', path: `${folder}/nothing.tar.gz` } as const
  await expect(configuredPolicy({ source, verification: null, decisionLog: null }, {})).rejects.toThrow()
})
