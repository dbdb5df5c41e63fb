import {
  draftOfHappening,
  draftOfIntent,
  draftOfOutcome,
  draftOfStage,
  draftOfWriter,
} from '../../src/journal/drafts.ts'
import { aLease, anIntent, anOutcome, aRecording, NOON } from '../support/rows.ts'

const told = ({ members, ...head }: ReturnType<typeof draftOfIntent>) => ({
  head,
  members: JSON.parse(`{${members}`) as unknown,
})

test('an intent tells all but the leases, which tell of themselves', () => {
  const intent = anIntent({ grants: [aLease()], uses: ['a-1'] })
  const { exchange, session, at, grants: _, ...members } = intent
  expect(told(draftOfIntent(intent))).toEqual({ head: { kind: 'exchange', exchange, session, at }, members })
})

test('a stage, an outcome, and a writer', () => {
  const at = { exchange: 'e-1', session: 's-1', at: NOON }
  expect(told(draftOfStage({ ...at, connection: 'shop', stage: 'held' }))).toEqual({
    ...{ head: { kind: 'stage', ...at }, members: { connection: 'shop', stage: 'held' } },
  })
  const outcome = anOutcome('e-1', {
    recordings: [aRecording()],
    bytesUpstream: 2 ** 41,
    session: 's-1',
    at: NOON,
  })
  const { exchange: _, session: __, at: ___, ...members } = outcome
  expect(told(draftOfOutcome(outcome))).toEqual({
    ...{ head: { kind: 'answer', ...at }, members },
  })
  const writer = { lane: 'plain', host: 'h', pid: 7, version: '1.0.0', started: 5 }
  expect(told(draftOfWriter(writer, NOON))).toEqual({
    ...{ head: { kind: 'writer', at: NOON, session: null, exchange: null }, members: writer },
  })
})

test('what a line can not hold is escaped', () => {
  const { members } = draftOfIntent(anIntent({ target: 'a\0b\n\ud800\u2028' }))
  expect(members).toContain('"target":"a\\u0000b\\n\\ud800\u2028"')
})

test('a happening keeps the row as the database wrote it', () => {
  const happening = {
    kind: 'vote',
    change: 'insert',
    session: 's-1',
    fields: '{"id": 12345678901234567890}',
    at: 3,
  } as const
  expect(draftOfHappening(happening)).toEqual({
    ...{ kind: 'vote', at: 3, session: 's-1', exchange: null },
    members: '"change":"insert","fields":{"id": 12345678901234567890}}',
  })
})
