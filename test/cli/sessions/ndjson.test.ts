import { createHash } from 'node:crypto'
import { ndjsonLines } from '../../../src/cli/sessions/ndjson.ts'
import { collected } from '../../support/collected.ts'
import { aRecording } from '../../support/rows.ts'
import { recordingOf, sourceOf } from './exchanges.ts'

const [text, binary] = [Buffer.from('héllo'), Buffer.from([0xff, 0xfe])]
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')
const answerWith = (...recordings: object[]) => JSON.stringify({ kind: 'answer', exchange: 'x-1', recordings })
const intent = '{"kind":"exchange",  "exchange":"x-1"}'

test('lines as they stand, and behind an answer its chunks, however they come', async () => {
  const answer = answerWith(
    recordingOf('request', [text, binary]),
    aRecording({ chunks: [] }),
    recordingOf('answer', [binary]),
  )
  const whole = Buffer.concat([text, binary])
  const bytes = { 'x-1 request': [whole.subarray(0, 2), whole.subarray(2)] }
  const lines = await collected(ndjsonLines(sourceOf([], { entries: [intent, answer], bytes })))
  const recorded = { exchange: 'x-1', direction: 'request' }
  expect(lines).toEqual([
    `${intent}\n`,
    `${answer}\n`,
    `${JSON.stringify({ recorded: { ...recorded, sha256: sha256(text), bytes: 6, text: 'héllo' } })}\n`,
    `${JSON.stringify({ recorded: { ...recorded, sha256: sha256(binary), bytes: 2, base64: '//4=' } })}\n`,
    '{"recorded":{"exchange":"x-1","direction":"answer","deleted":true}}\n',
  ])
})

test.each([[[Buffer.from('hEllo!')]], [[Buffer.from('hé')]]])(
  'what its digest doesn’t fit is refused',
  async (content) => {
    const entries = [answerWith(recordingOf('request', [text]))]
    const lines = collected(ndjsonLines(sourceOf([], { entries, bytes: { 'x-1 request': content } })))
    await expect(lines).rejects.toMatchObject({ code: 'ERR_JOURNAL_TAMPERED' })
  },
)
