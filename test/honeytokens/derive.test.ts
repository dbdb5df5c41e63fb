import { deriveHoneytokens } from '../../src/honeytokens/derive.ts'

const KEY = Buffer.alloc(32, 1)
const CONFIGURED = {
  DEPLOY_KEY: 'aws-access-key',
  FORGE: 'github-token',
  OTHER: 'github-token',
  DB: 'database-url',
} as const
const [ONE, OTHER] = ['01a20616-0b68-7837-ae88-b9ebc5289fe4', '01a20616-0b68-7837-ae88-b9ebc5289fe5']

test('a session has the same ones wherever they are derived', () => {
  const here = deriveHoneytokens(KEY, ONE, CONFIGURED)
  expect(deriveHoneytokens(Buffer.from(KEY), ONE, { ...CONFIGURED })).toEqual(here)
  expect(Object.keys(here.variables)).toEqual(['DEPLOY_KEY', 'FORGE', 'OTHER', 'DB'])
})

test('of sessions, keys and variables, no two share any', () => {
  const derived = [
    deriveHoneytokens(KEY, ONE, CONFIGURED),
    deriveHoneytokens(KEY, OTHER, CONFIGURED),
    deriveHoneytokens(Buffer.alloc(32, 2), ONE, CONFIGURED),
  ]
  const all = derived.flatMap(({ telltales }) => telltales.map(({ value }) => value))
  expect(new Set(all).size).toBe(3 * 5)
})

test('one stays as it is when others come or go', () => {
  const { variables } = deriveHoneytokens(KEY, ONE, CONFIGURED)
  expect(deriveHoneytokens(KEY, ONE, { FORGE: 'github-token' }).variables).toEqual({ FORGE: variables.FORGE })
})

test('each is told by its value, but an address by its parts', () => {
  const { variables, telltales } = deriveHoneytokens(KEY, ONE, CONFIGURED)
  const { password, hostname } = new URL(variables.DB!)
  expect(telltales).toEqual([
    { honeytoken: 'DEPLOY_KEY', value: variables.DEPLOY_KEY },
    { honeytoken: 'FORGE', value: variables.FORGE },
    { honeytoken: 'OTHER', value: variables.OTHER },
    { honeytoken: 'DB', value: password },
    { honeytoken: 'DB', value: hostname },
  ])
})
