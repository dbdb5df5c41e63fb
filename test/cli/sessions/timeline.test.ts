import { keptOf, momentsOf, recordedLine } from '../../../src/cli/sessions/timeline.ts'
import { aDecision, aRecording, NOON } from '../../support/rows.ts'
import { anAnswer, anExchange, recordingOf } from './exchanges.ts'

const at = (milliseconds: number) => new Date(NOON + milliseconds).toISOString()
const operation = (n: number) => ({ kind: 'git.push', access: 'write', resource: `r${n}`, detail: {} }) as const

test('asked, decided, held, approved and answered, each at its time', () => {
  const { asked } = aDecision()
  const answers = { code: 'git/rule', operation: 0, from: ['leads'], by: ['ada', 'bob'], at: at(90), reason: 'fine' }
  const approval = { satisfied: [answers, { ...answers, reason: 'before', at: at(-900), lease: 'l-1' }] }
  const decisions = [
    { ...aDecision(), asked: { ...asked, at: at(1) } },
    { ...aDecision(), asked: { ...asked, at: at(100), approval } },
    { ...aDecision(), asked: { ...asked, at: at(101), approval } },
  ]
  const body = Buffer.from('{"a":1,\n\t"b":2}\n')
  const recordings = [
    recordingOf('answer', [body]),
    aRecording({ direction: 'request', bytes: 9, chunks: [], leftOut: { bytes: 9, why: 'level' } }),
  ]
  const exchange = anExchange({
    decisions,
    stages: [{ stage: 'held', at: NOON + 2 }],
    answer: anAnswer({ recordings, bytesUpstream: 5, code: 'ERR_UPSTREAM_BROKEN', forwarded: false }),
  })
  const denial = { at: NOON + 50, lines: ['denied by eve'] }
  const masks = '    mask: Keys are masked. (http/mask)'
  expect(momentsOf(exchange, { answer: body }, [denial])).toEqual([
    { at: NOON, lines: ['shop  POST /orders?page=2&x=%20', '    http.POST /orders'] },
    { at: NOON - 900, lines: ['    approved by ada, bob (git/rule): "before", by the lease l-1'] },
    { at: NOON + 1, lines: [masks] },
    { at: NOON + 2, lines: ['    held'] },
    { at: NOON + 50, lines: ['    denied by eve'] },
    { at: NOON + 90, lines: ['    approved by ada, bob (git/rule): "fine"'] },
    { at: NOON + 100, lines: [masks] },
    { at: NOON + 101, lines: [masks] },
    {
      at: NOON + 250,
      lines: [
        '    201 ERR_UPSTREAM_BROKEN, 12 bytes, 5 bytes upstream',
        '    nothing went upstream',
        '    answer, 16 bytes:',
        '      | {"a":1,',
        '      |   "b":2}',
        '    request, 9 bytes, not recorded (policy or configuration says so)',
      ],
    },
  ])
})

test('messages of a WebSocket', () => {
  const lines = [
    { at: 5, from: 'client', opcode: 1, data: 'one\ntwo' },
    { at: 6, from: 'server', opcode: 2, bytes: 3 },
  ]
  const messages = Buffer.from(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"at":7,"fr`)
  const exchange = anExchange({ answer: anAnswer({ recordings: [recordingOf('messages', [messages])] }) })
  expect(momentsOf(exchange, { messages }, []).slice(2)).toEqual([
    { at: NOON + 5, lines: ['    → one', '      two'] },
    { at: NOON + 6, lines: ['    ← 3 bytes, binary'] },
    { at: NOON + 250, lines: ['    201, 12 bytes', `    messages, ${messages.length} bytes`] },
  ])
})

test('what has no end, and what never began', () => {
  const lines = (...changes: Parameters<typeof anExchange>) =>
    momentsOf(anExchange(...changes), {}, []).flatMap(({ lines }) => lines)
  expect(lines({ answer: null, decisions: [], inspectionOf: 'x-0' })).toEqual([
    "shop  POST /orders?page=2&x=%20  (the gateway's own, to look into x-0)",
    '    http.POST /orders',
    '    no answer on record',
  ])
  const cut = { method: null, target: null, operations: [], decisions: [], answer: null }
  expect(lines({ ...cut, stages: [{ stage: 'uploading', at: NOON }] })).toEqual([
    ...['shop  ended while uploading', '    uploading', '    no answer on record'],
  ])
  const many = lines({ operations: Array.from({ length: 23 }, (_, n) => operation(n)), decisions: [] })
  expect(many.slice(20, 22)).toEqual(['    git.push r19', '    and 3 more'])
  expect(lines({ decisions: [], answer: anAnswer({ status: 0, code: 'client_gone', bytes: 0 }) }).at(-1)).toBe(
    '    no answer client_gone, 0 bytes',
  )
})

test('what is long is shown by its beginning, and what is deleted is told so', () => {
  const recordings = [recordingOf('answer', [Buffer.alloc(5_000, 'x')])]
  const exchange = anExchange({ decisions: [], answer: anAnswer({ recordings }) })
  const end = (answer: Buffer | null) => momentsOf(exchange, { answer }, []).at(-1)!.lines.slice(1)
  expect(end(Buffer.from('xx'))).toEqual(['    answer, 5000 bytes:', '      | xx', '      | …'])
  expect(end(Buffer.from('y\n'.repeat(30)))).toHaveLength(23)
  expect(end(null)).toEqual(['    answer, 5000 bytes; deleted since'])
})

test.each([
  [null, 'answer, 2 bytes'],
  [{ bytes: 2, why: 'binary' } as const, 'answer, 2 bytes, not recorded (no text that could be masked)'],
  [{ bytes: 1, why: 'limit' } as const, 'answer, 2 bytes, 1 of them not recorded (longer than is kept)'],
  [
    { bytes: 1, why: 'cut' } as const,
    'answer, 2 bytes, 1 of them not recorded (cut off where a secret might have been)',
  ],
])('with %j left out: %s', (leftOut, line) => {
  expect(recordedLine(aRecording({ leftOut }))).toBe(line)
})

test('what is kept is the sum of the chunks', () => {
  expect(keptOf(recordingOf('answer', [Buffer.alloc(3), Buffer.alloc(4)]))).toBe(7)
})
