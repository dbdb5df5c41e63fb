import { hash } from 'node:crypto'
import pg from 'pg'
import type { StoredCheckpoint } from '../../../src/core/checkpoint.ts'
import type { Entry } from '../../../src/core/journal.ts'
import { ORIGIN } from '../../../src/journal/chain.ts'
import type { SigningKey } from '../../../src/journal/signing-key.ts'
import { verify } from '../../../src/journal/verify/verify.ts'
import { insertEntries } from '../../../src/store/journal.ts'
import { journalReader } from '../../../src/store/journal-reader.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { A, B, C, checkpointsOf, entriesOf, headOf, idOf, keysOf, newKey } from './journals.ts'

/** A million entries in three chains; the last 50 of each are covered by no checkpoint. */
const SIZES = new Map([
  [A, 20_000],
  [B, 960_000],
  [C, 20_000],
])
const TAIL = 50
/** Checkpoints, each covering as much more of every chain. */
const CHECKPOINTS = 20
/** Of a chain before all others. */
const FIRST = '01900000-0000-7000-8000-000000000001'
/** Of A's entries: any; the last before a signed head; that head; the last one covered; the last one. */
const [K, HEAD, COVERED, END] = [4_321, 3_990, 19_950, 20_000]

let database: TestDatabase
let client: pg.Client
let key: SigningKey
let checkpoints: readonly StoredCheckpoint[]

beforeAll(async () => {
  database = await testDatabase()
  key = await newKey()
  const heads: ReturnType<typeof headOf>[][] = Array.from({ length: CHECKPOINTS }, () => [])
  for (const [writer, size] of SIZES) {
    const signed = heads.map((_, index) => Math.floor(((size - TAIL) * (index + 1)) / CHECKPOINTS))
    let last: Pick<Entry, 'sequence' | 'hash'> = ORIGIN
    while (last.sequence < size) {
      const entries = entriesOf(writer, Math.min(5_000, size - last.sequence), last)
      for (const entry of entries)
        if (signed.includes(entry.sequence)) heads[signed.indexOf(entry.sequence)]!.push(headOf(entry))
      await insertEntries(database.pool, entries)
      last = entries.at(-1)!
    }
  }
  checkpoints = await checkpointsOf(key, heads)
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  for (const { number, at, jws } of checkpoints) await insertCheckpoint(number, at, jws)
}, 180_000)
afterAll(async () => {
  await client.end()
  await database.drop()
})

const q = (text: string, ...values: unknown[]) => client.query(text, values)
const insertCheckpoint = (number: number, at: number, jws: string) =>
  q('insert into sallyport.checkpoints values ($1, to_timestamp($2::bigint / 1000.0), $3)', number, at, jws)

/** Sets columns of one entry, by SQL that may name its columns. */
const set = (sequence: number, columns: string, writer = A) =>
  q(`update sallyport.entries set ${columns} where writer = $1 and sequence = $2`, writer, sequence)
const HASHED = "hash = sha256(convert_to(entry, 'UTF8'))"
const remove = (where: string, writer = A) => q(`delete from sallyport.entries where writer = $1 and ${where}`, writer)
const swap = async (one: number, other: number, columns: readonly string[]) => {
  const from = columns.map((column) => `${column} = o.${column}`).join(', ')
  await q(
    `update sallyport.entries e set ${from} from sallyport.entries o
     where e.writer = $1 and o.writer = $1 and (e.sequence, o.sequence) in (($2, $3), ($3, $2))`,
    ...[A, one, other],
  )
}
/** Hashes a chain anew, from an entry on, as somebody would who knows how it is made. */
const rehash = async (from: number, to: number) => {
  const { rows } = await q(
    `select sequence::int as sequence, entry, encode(hash, 'hex') as hash from sallyport.entries
     where writer = $1 and sequence between $2 and $3 order by sequence`,
    ...[A, from - 1, to],
  )
  const [before, ...others] = rows as { sequence: number; entry: string; hash: string }[]
  let previous = before!.hash
  const changed = others.map(({ sequence, entry }) => {
    const line = entry.replace(/"previous":"[^"]*"/, `"previous":"${previous}"`)
    previous = hash('sha256', line)
    return { sequence, line }
  })
  await q(
    `update sallyport.entries e set entry = c.line, hash = sha256(convert_to(c.line, 'UTF8'))
     from json_to_recordset($2) as c(sequence bigint, line text) where e.writer = $1 and e.sequence = c.sequence`,
    ...[A, JSON.stringify(changed)],
  )
}
const copy = (sequence: number, to: string, writer = A) =>
  q(
    `insert into sallyport.entries select ${to}, kind, at, session_id, exchange_id, entry, hash
     from sallyport.entries where writer = $1 and sequence = $2`,
    ...[writer, sequence],
  )
const shift = (where: string, by: number) =>
  // By way of where nothing is: the primary key looks at each row by itself.
  q(`update sallyport.entries set sequence = -sequence where writer = '${A}' and ${where}`).then(() =>
    q(`update sallyport.entries set sequence = -sequence + ${by} where writer = '${A}' and sequence < 0`),
  )
type Expected = readonly [at: string, what: string]
const at = (sequence: number, what: string, writer = A): Expected => [`${writer} ${sequence}`, what]
const ALTERED = 'its text is not the one that was hashed'
const column = (name: string) => `its text has another ${name} than its row`
const inB = (sequence: number, what: string) => at(sequence, what, B)

const KINDS: readonly (readonly [string, () => Promise<unknown>, Expected])[] = [
  // Texts.
  ['a number in a text', () => set(K, `entry = replace(entry, '"status":201', '"status":200')`), at(K, ALTERED)],
  ['a space behind a text', () => set(K, `entry = entry || ' '`), at(K, ALTERED)],
  ['a line end in a text', () => set(K, `entry = replace(entry, ',"code"', E',\\n"code"')`), at(K, ALTERED)],
  ['a letter that looks the same', () => set(K, `entry = replace(entry, 'text/plain', 'text/plаin')`), at(K, ALTERED)],
  ['a text of nothing', () => set(K, `entry = ''`), at(K, 'its text is no entry')],
  ['a text that is no JSON', () => set(K, `entry = 'gone'`), at(K, 'its text is no entry')],
  [
    'a text of another exchange',
    () => set(K, `entry = replace(entry, exchange_id::text, '${idOf(7)}')`),
    at(K, column('exchange')),
  ],
  [
    'a text that names another time',
    () => set(K, `entry = regexp_replace(entry, '"at":\\d', '"at":9')`),
    at(K, column('at')),
  ],
  [
    'a text that follows another entry',
    () => set(K, `entry = regexp_replace(entry, '"previous":"..', '"previous":"00')`),
    at(K, ALTERED),
  ],
  ['the very first text', () => set(1, `entry = replace(entry, '"h"', '"x"')`), at(1, ALTERED)],
  ['the last text that is covered', () => set(COVERED, `entry = entry || ' '`), at(COVERED, ALTERED)],
  ['a text further inside', () => set(200_001, `entry = entry || ' '`, B), inB(200_001, ALTERED)],
  // Texts with their hashes.
  [
    'a text and its hash',
    () => set(K, `entry = entry || ' '`).then(() => set(K, HASHED)),
    at(K, `it is not the one that entry ${K + 1} follows`),
  ],
  [
    'two texts, hashed anew',
    () => set(K, `entry = replace(entry, '201', '500')`).then(() => rehash(K, K + 1)),
    at(K + 1, `it is not the one that entry ${K + 2} follows`),
  ],
  [
    'a text, and all behind it hashed anew',
    () => set(K, `entry = replace(entry, '201', '500')`).then(() => rehash(K, END)),
    at(HEAD + 1, 'from here to 4987, entries are not what checkpoint 5 covers'),
  ],
  [
    'the head that was signed, and all behind it hashed anew',
    () => set(HEAD, `entry = replace(entry, '[]', '[1]')`).then(() => rehash(HEAD, END)),
    at(2_993, 'from here to 3990, entries are not what checkpoint 4 covers'),
  ],
  [
    'the head that was signed last, and its hash',
    () => set(COVERED, `entry = entry || ' '`).then(() => set(COVERED, HASHED)),
    at(COVERED, 'it is not what checkpoint 20 covers'),
  ],
  // Other columns.
  ['a hash', () => set(K, `hash = sha256('')`), at(K, ALTERED)],
  ['the hash of a head', () => set(HEAD, `hash = sha256('')`), at(HEAD, ALTERED)],
  ['a hash far inside', () => set(300_000, `hash = sha256('')`, B), inB(300_000, ALTERED)],
  ['a kind', () => set(K, `kind = 'stage'`), at(K, column('kind'))],
  ['a time, by a millisecond', () => set(K, `at = at + interval '1 millisecond'`), at(K, column('at'))],
  ['a time, by a microsecond', () => set(K, `at = at + interval '1 microsecond'`), at(K, column('at'))],
  ['a session', () => set(K, `session_id = '${idOf(-2)}'`), at(K, column('session'))],
  ['no session', () => set(K, 'session_id = null'), at(K, column('session'))],
  ['an exchange', () => set(K, `exchange_id = '${idOf(-2)}'`), at(K, column('exchange'))],
  ['an exchange where there is none', () => set(1, `exchange_id = '${idOf(-2)}'`), at(1, column('exchange'))],
  ['an entry moved into another chain', () => set(K, `writer = '${C}', sequence = 20001`), at(K, 'is missing')],
  ['an entry moved behind all', () => set(K, 'sequence = 20001'), at(K, 'is missing')],
  // Removed.
  ['one removed', () => remove(`sequence = ${K}`), at(K, 'is missing')],
  ['the first removed', () => remove('sequence = 1'), at(1, 'is missing')],
  ['two neighbours removed', () => remove(`sequence in (${K}, ${K + 1})`), at(K, 'is missing')],
  ['every answer removed', () => remove(`kind = 'answer'`), at(3, 'is missing')],
  [
    'one removed, and the rest moved up',
    () => remove(`sequence = ${K}`).then(() => shift(`sequence > ${K}`, -1)),
    at(K, column('sequence')),
  ],
  ['one removed far inside', () => remove('sequence = 500000', B), inB(500_000, 'is missing')],
  ['the end removed', () => remove('sequence > 19000'), at(19_001, 'is missing: checkpoint 20 covers it')],
  [
    'the last that is covered removed, with what is behind it',
    () => remove(`sequence >= ${COVERED}`),
    at(COVERED, 'is missing: checkpoint 20 covers it'),
  ],
  ['all but the beginning removed', () => remove('sequence > 3'), at(4, 'is missing: checkpoint 20 covers it')],
  ['a chain removed', () => remove('true'), at(1, 'is missing, with all of its chain: checkpoint 1 covers it')],
  [
    'the last chain removed',
    () => remove('true', C),
    at(1, 'is missing, with all of its chain: checkpoint 1 covers it', C),
  ],
  [
    'all removed',
    () => q('truncate sallyport.entries'),
    at(1, 'is missing, with all of its chain: checkpoint 1 covers it'),
  ],
  // Re-ordered.
  ['texts of neighbours swapped', () => swap(K, K + 1, ['entry']), at(K, column('sequence'))],
  ['texts and hashes swapped', () => swap(K, K + 1, ['entry', 'hash']), at(K, column('sequence'))],
  [
    'entries far from each other swapped',
    () => swap(K, 17_000, ['entry', 'hash', 'kind', 'at', 'exchange_id']),
    at(K, column('sequence')),
  ],
  [
    'the first and the last swapped',
    () => swap(1, END, ['entry', 'hash', 'kind', 'at', 'session_id', 'exchange_id']),
    at(1, column('sequence')),
  ],
  [
    'neighbours in each other’s place, their texts too',
    async () => {
      await swap(K, K + 1, ['entry', 'hash', 'kind', 'at', 'session_id', 'exchange_id'])
      await set(K, `entry = replace(entry, '"sequence":${K + 1}', '"sequence":${K}')`)
      await set(K + 1, `entry = replace(entry, '"sequence":${K}', '"sequence":${K + 1}')`)
      await rehash(K, END)
    },
    at(HEAD + 1, 'from here to 4987, entries are not what checkpoint 5 covers'),
  ],
  // Inserted.
  ['a copy at the end', () => copy(K, 'writer, 20001'), at(END + 1, column('sequence'))],
  [
    'a copy at the end that says so',
    () =>
      copy(K, 'writer, 20001')
        .then(() => set(20_001, `entry = replace(entry, '"sequence":${K}', '"sequence":20001')`))
        .then(() => set(20_001, HASHED)),
    at(END + 1, 'it does not follow the entry before it'),
  ],
  [
    'a copy in the middle',
    () => shift(`sequence > ${K}`, 1).then(() => copy(K, `writer, ${K + 1}`)),
    at(K + 1, column('sequence')),
  ],
  ['an entry before the first', () => copy(1, 'writer, 0'), at(1, '0 comes in its place')],
  ['an entry at a negative place', () => copy(1, 'writer, -7'), at(1, '-7 comes in its place')],
  // Chains.
  ['a chain that begins without its writer', () => copy(2, `'${FIRST}'::uuid, 1`), at(1, column('writer'), FIRST)],
  [
    'a chain by another name',
    () => q(`update sallyport.entries set writer = '${idOf(-3)}' where writer = '${A}'`),
    at(1, 'is missing, with all of its chain: checkpoint 1 covers it'),
  ],
  [
    'chains swapped',
    () =>
      q(`update sallyport.entries set sequence = -sequence where writer = '${A}'`)
        .then(() => q(`update sallyport.entries set writer = '${A}' where writer = '${C}'`))
        .then(() => q(`update sallyport.entries set writer = '${C}', sequence = -sequence where sequence < 0`)),
    at(1, column('writer')),
  ],
]

/** The newest checkpoint, as it was brought outside. */
const anchored = () => [checkpoints[19]!.jws]
const verified = () => verify(journalReader(client), keysOf(key), anchored())

test('a million entries are sound, and it is told which of them no checkpoint covers', async () => {
  const { checkpoints, entries } = await verified()
  expect([checkpoints.problem, checkpoints.count, entries.problem, entries.entries]).toEqual([
    null,
    20,
    null,
    1_000_000,
  ])
  expect(entries.chains.map(({ entries, signed }) => entries - signed)).toEqual([TAIL, TAIL, TAIL])
}, 60_000)

test.each(KINDS)(
  '%s',
  async (_what, tamper, [place, what]) => {
    await client.query('begin')
    // What a superuser can do, who is not to be trusted either.
    await client.query('set local session_replication_role = replica')
    try {
      await tamper()
      const { problem } = (await verified()).entries
      expect([`${problem?.writer} ${problem?.sequence}`, problem?.what]).toEqual([
        place,
        expect.stringMatching(`^${what}`),
      ])
    } finally {
      await client.query('rollback')
    }
  },
  60_000,
)
