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

test('a summary is all of that on one line', () => {
  expect(summaryOf({ ...refusal, message: 'a\nb', fix: 'c', approval: 'a-1' }, 0)).toBe(
    'ERR_DENIED: a b git/protected-branches: main takes no direct push. fix: Open a pull request. fix: c approval a-1 exchange x-1',
  )
})

test('a ref has its own reasons behind it, and those of the whole request, or is told that others have', () => {
  const [own] = refusal.reasons
  const reasons = [own!, { ...own!, operation: 1, code: 'a/b' }, { code: 'c/d', message: 'Everything.' }]
  const codes = (operation: number, given = reasons) =>
    summaryOf({ ...refusal, reasons: given }, operation).match(/\b[a-z-]+\/[a-z-]+(?=:)/g)
  expect([codes(0), codes(1), codes(2)]).toEqual([['git/protected-branches', 'c/d'], ['a/b', 'c/d'], ['c/d']])
  expect(summaryOf(refusal, 1)).toBe(
    'ERR_DENIED: The policy refuses this. Another ref of the push is why. exchange x-1',
  )
})

test('a summary names no more than eight reasons', () => {
  const reasons = Array.from({ length: 100 }, (_, at) => ({ code: `a/${at}`, message: 'No.', operation: 0 }))
  expect(summaryOf({ ...refusal, reasons }, 0).match(/a\/\d+/g)).toEqual(
    Array.from({ length: 8 }, (_, at) => `a/${at}`),
  )
})
