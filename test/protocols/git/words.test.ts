import { gateLine, linesOf, plain, summaryOf } from '../../../src/protocols/git/words.ts'
import { refusal } from '../requests.ts'

test('text for a terminal has no control characters, and stays on one line', () => {
  expect(plain('a\x1b[2Jb\r\nc\x9bd\u202ee\u2028f\x00')).toBe('a [2Jb c d e f')
  expect(gateLine('x\ny')).toBe('gate: x y')
})

test('long text is cut', () => {
  expect(plain('a'.repeat(401))).toBe(`${'a'.repeat(400)}…`)
})

test('a refusal says what, why, what would pass, and where to look', () => {
  expect(linesOf({ ...refusal, fix: 'Ask for it.', approval: 'a-1', performed: true })).toEqual([
    'gate: ERR_DENIED: The policy refuses this.',
    'gate: git/protected-branches: main takes no direct push.',
    'gate: fix: Open a pull request.',
    'gate: fix: Ask for it.',
    "gate: the upstream has already carried this out: don't repeat it",
    'gate: approval a-1',
    'gate: exchange x-1',
  ])
})

test('a refusal with very many reasons still names its exchange', () => {
  const reasons = Array.from({ length: 1000 }, (_, at) => ({ code: 'a/b', message: String(at) }))
  const lines = linesOf({ ...refusal, reasons })
  expect([lines.length, lines.at(-2), lines.at(-1)]).toEqual([50, 'gate: a/b: 47', 'gate: exchange x-1'])
})

test('a summary is one line', () => {
  expect(summaryOf({ ...refusal, message: 'a\nb' })).toBe('ERR_DENIED: a b')
})
