import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chain, ORIGIN } from '../../../src/journal/chain.ts'
import { checkpointLine, exportSource } from '../../../src/journal/verify/export.ts'
import { isSound, verify } from '../../../src/journal/verify/verify.ts'
import { temporaryFolder } from '../../config/files.ts'
import { A, B, checkpointsOf, drafts, entriesOf, headOf, keysOf, newKey } from './journals.ts'

const file = join(temporaryFolder(), 'export.ndjson')

test('whatever a string of JSON may hold ends no line', async () => {
  const told = JSON.stringify({ target: '/\u2028\u2029\u0085' }).slice(1)
  const draft = { kind: 'exchange', at: 1, session: null, exchange: null, members: told } as const
  const { entries } = chain(A, ORIGIN, [...drafts(1), draft, draft])
  writeFileSync(file, entries.map(({ line }) => `${line}\n`).join(''))
  const verified = await verify(exportSource(file), new Map(), [])
  expect([isSound(verified), verified.entries.entries]).toEqual([true, 3])
})

test('an export is verified like the database, line by line', async () => {
  const key = await newKey()
  const [a, b] = [entriesOf(A, 1_500), entriesOf(B, 7)]
  const checkpoints = await checkpointsOf(key, [[headOf(a[9]!)], [headOf(a[1_400]!), headOf(b[6]!)]])
  const lines = [...[...a, ...b].map(({ line }) => line), ...checkpoints.map(checkpointLine)]
  const verified = (changed: readonly string[]) => {
    writeFileSync(file, `${changed.join('\n')}\n`)
    return verify(exportSource(file), keysOf(key), [])
  }
  const sound = await verified(lines)
  expect([isSound(sound), sound.entries.entries, sound.checkpoints.count, sound.happenings]).toEqual([
    true,
    1_507,
    2,
    null,
  ])
  const problem = async (change: (line: string, index: number) => string | string[]) => {
    const { entries, checkpoints } = await verified(lines.flatMap(change))
    return entries.problem ?? checkpoints.problem
  }
  expect(await problem((line, index) => (index === 1_200 ? `${line} ` : line))).toEqual({
    ...{ writer: A, sequence: 1_201, what: 'it is not the one that entry 1202 follows' },
  })
  expect(await problem((line, index) => (index === 1_200 ? [] : line))).toEqual({
    writer: A,
    sequence: 1_201,
    what: 'is missing',
  })
  expect(await problem((line, index) => (index === 1_200 ? 'x' : line))).toEqual({
    ...{ writer: A, sequence: 1_201, what: 'its text is no entry' },
  })
  expect(await problem((line, index) => (index === 1_506 ? [] : line))).toEqual({
    ...{ writer: B, sequence: 7, what: 'is missing: checkpoint 2 covers it' },
  })
  expect(await problem((line) => (line.startsWith('{"checkpoint"') ? '{"checkpoint":1}' : line))).toEqual({
    ...{ checkpoint: 1, what: 'comes twice, or too late' },
  })
})
