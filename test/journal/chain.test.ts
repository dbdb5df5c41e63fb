import { hash } from 'node:crypto'
import { chain, ORIGIN } from '../../src/journal/chain.ts'
import type { Draft } from '../../src/journal/drafts.ts'
import { expectChained } from './entries.ts'

const WRITER = '01900000-0000-7000-8000-00000000000a'
const draft = (kind: Draft['kind'], n: number): Draft => ({
  ...{ kind, at: 1_000 + n, session: n === 0 ? null : 's-1', exchange: n < 2 ? null : 'e-1', members: `"n":${n}}` },
})

test('each entry carries the hash of the one before it, and its own is that of its line', () => {
  const first = chain(WRITER, ORIGIN, [draft('writer', 0), draft('stage', 1)])
  const second = chain(WRITER, first.head, [draft('exchange', 2)])
  const entries = [...first.entries, ...second.entries]
  expectChained(entries)
  expect(entries[2]).toEqual({
    ...{ writer: WRITER, sequence: 3, kind: 'exchange', at: 1_002, session: 's-1', exchange: 'e-1' },
    line:
      `{"writer":"${WRITER}","sequence":3,"previous":"${hash('sha256', entries[1]!.line)}","kind":"exchange",` +
      '"at":1002,"session":"s-1","exchange":"e-1","n":2}',
    hash: second.head.hash,
  })
  expect(entries[0]!.line).toContain(
    `"previous":"${'0'.repeat(64)}","kind":"writer","at":1000,"session":null,"exchange":null,`,
  )
})

test('nothing leaves a chain where it was', () => {
  expect(chain(WRITER, ORIGIN, [])).toEqual({ entries: [], head: ORIGIN })
})
