import { hash } from 'node:crypto'
import pg from 'pg'
import type { StoredCheckpoint } from '../../../src/core/checkpoint.ts'
import { payloadOf, sign } from '../../../src/journal/checkpoint.ts'
import type { SigningKey } from '../../../src/journal/signing-key.ts'
import { verifyCheckpoints } from '../../../src/journal/verify/checkpoints.ts'
import { journalReader } from '../../../src/store/journal-reader.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { A, B, checkpointsOf, entriesOf, headOf, keysOf, newKey } from './journals.ts'

let database: TestDatabase
let client: pg.Client
let [key, stranger]: SigningKey[] = []
let checkpoints: readonly StoredCheckpoint[]

beforeAll(async () => {
  database = await testDatabase()
  ;[key, stranger] = [await newKey(), await newKey()]
  const [a, b] = [entriesOf(A, 40), entriesOf(B, 40)]
  checkpoints = await checkpointsOf(
    key,
    Array.from({ length: 20 }, (_, index) => [headOf(a[2 * index + 1]!), headOf(b[index]!)]),
  )
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  for (const { number, at, jws } of checkpoints) await insertCheckpoint(number, at, jws)
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const q = (text: string, ...values: unknown[]) => client.query(text, values)
const insertCheckpoint = (number: number, at: number, jws: string) =>
  q('insert into sallyport.checkpoints values ($1, to_timestamp($2::bigint / 1000.0), $3)', number, at, jws)
const setCheckpoint = (number: number, columns: string, ...values: unknown[]) =>
  q(`update sallyport.checkpoints set ${columns} where number = ${number}`, ...values)
const resigned = (number: number, changes: object, by: SigningKey) =>
  sign({ ...payloadOf(checkpoints[number - 1]!.jws), ...changes }, by)

const KINDS: readonly (readonly [string, () => Promise<unknown>, readonly [at: number, what: string]])[] = [
  [
    'a checkpoint’s text',
    () => setCheckpoint(7, `jws = overlay(jws placing 'AA' from 200)`),
    [7, 'its signature does not hold'],
  ],
  ['a checkpoint removed', () => q('delete from sallyport.checkpoints where number = 7'), [7, 'is missing']],
  ['the first checkpoint removed', () => q('delete from sallyport.checkpoints where number = 1'), [1, 'is missing']],
  [
    'a checkpoint removed, and the rest moved up',
    () =>
      q('delete from sallyport.checkpoints where number = 7')
        .then(() => q('update sallyport.checkpoints set number = -number where number > 7'))
        .then(() => q('update sallyport.checkpoints set number = -number - 1 where number < 0')),
    [7, 'it says that it is number 8'],
  ],
  [
    'a checkpoint’s time',
    () => setCheckpoint(7, `at = at + interval '1 hour'`),
    [7, 'its time is not the one that was signed'],
  ],
  ['a checkpoint’s number', () => setCheckpoint(20, 'number = 21'), [20, 'is missing']],
  [
    'a checkpoint in another’s place',
    () => setCheckpoint(7, 'jws = (select jws from sallyport.checkpoints where number = 6)'),
    [7, 'it says that it is number 6'],
  ],
  [
    'a checkpoint signed by somebody else',
    async () => setCheckpoint(7, 'jws = $1', await resigned(7, {}, stranger!)),
    [7, "it is signed by a key that wasn't given"],
  ],
  [
    'a checkpoint signed by somebody else, in our name',
    async () => {
      const jws = await resigned(7, {}, { ...stranger!, jwk: key!.jwk })
      await setCheckpoint(7, 'jws = $1', jws)
    },
    [7, 'its signature does not hold'],
  ],
  [
    'a checkpoint that nobody signed',
    () => setCheckpoint(7, 'jws = $1', unsigned()),
    [7, 'its signature does not hold'],
  ],
  [
    'a checkpoint signed anew, with other heads',
    async () => setCheckpoint(7, 'jws = $1', await resigned(7, { heads: [] }, key!)),
    [8, 'it does not follow the checkpoint before it'],
  ],
  [
    'a checkpoint that takes a chain back',
    async () =>
      insertCheckpoint(
        21,
        5,
        await resigned(
          20,
          {
            number: 21,
            at: 5,
            previous: hash('sha256', checkpoints[19]!.jws),
            heads: [{ writer: A, sequence: 5, hash: '' }],
          },
          key!,
        ),
      ),
    [21, `it takes the chain ${A} back`],
  ],
  [
    'the newest checkpoint removed, that an anchor has',
    () => q('delete from sallyport.checkpoints where number = 20'),
    [20, 'is in the anchor, and missing here, or another one'],
  ],
]

function unsigned(): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none', kid: key!.jwk.kid })).toString('base64url')
  return `${header}.${checkpoints[6]!.jws.split('.')[1]}.`
}

test('they are sound as they are', async () => {
  expect(await found()).toBeUndefined()
})

test.each(KINDS)('%s', async (_what, tamper, [place, what]) => {
  await client.query('begin')
  // What a superuser can do, who is not to be trusted either.
  await client.query('set local session_replication_role = replica')
  try {
    await tamper()
    expect(await found()).toEqual([place, expect.stringMatching(`^${what}`)])
  } finally {
    await client.query('rollback')
  }
})

/** What is found, with the newest checkpoint as it was brought outside. */
async function found(): Promise<[number, string] | undefined> {
  const anchored = [checkpoints[19]!.jws]
  const { problem } = await verifyCheckpoints(journalReader(client).checkpoints(), keysOf(key!), anchored)
  return problem === null ? undefined : [problem.checkpoint, problem.what]
}
