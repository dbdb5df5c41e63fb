import { planOfExact } from '../../src/masking/exact.ts'
import { redactorOf } from '../../src/masking/redactor.ts'

function redact(literals: readonly string[], text: string, size = text.length): string {
  const redactor = redactorOf([planOfExact(literals)])
  const out: Buffer[] = []
  for (let at = 0; at < text.length; at += size)
    out.push(redactor.write(Buffer.from(text.slice(at, at + size), 'latin1')))
  return Buffer.concat([...out, redactor.end()]).toString('latin1')
}

/** The longest first at every place, looked for one by one. */
function slowly(literals: readonly string[], text: string): string {
  const sorted = literals.toSorted((one, other) => other.length - one.length)
  let masked = ''
  for (let at = 0; at < text.length; ) {
    const match = sorted.find((literal) => text.startsWith(literal, at))
    masked += match === undefined ? text[at] : '[masked:credential]'
    at += match?.length ?? 1
  }
  return masked
}

test('what is masked is the longest at every place, however the text is cut', () => {
  let seed = 7
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >> 8) % below
  }
  const word = (most: number) => Array.from({ length: 1 + random(most) }, () => 'ab\xff'[random(3)]).join('')
  for (let round = 0; round < 300; round++) {
    const literals = [...new Set(Array.from({ length: 1 + random(6) }, () => word(9)))]
    const text = Array.from({ length: 8 }, () => word(6) + (random(2) === 0 ? literals[0] : '.')).join('')
    const expected = slowly(literals, text)
    for (const size of [1, 2, 3, 5, 64]) expect(redact(literals, text, size)).toBe(expected)
  }
})

test('what can be no beginning of any is not held back', () => {
  const redactor = redactorOf([planOfExact(['abcdefgh', 'xy'])])
  expect(redactor.write(Buffer.from('abcdeX abcd')).toString()).toBe('abcdeX ')
  expect(redactor.write(Buffer.from('e xy abc')).toString()).toBe('abcde [masked:credential] ')
})

test('ten thousand that begin alike cost little more than one', () => {
  const begin = 'IQoJ'.repeat(20)
  const literals = Array.from({ length: 10_000 }, (_, at) => begin + at)
  const before = process.cpuUsage().user
  expect(redact(literals, `${'IQoJ'.repeat(16_384)} ${begin}9999 end`)).toContain(' [masked:credential] end')
  expect(process.cpuUsage().user - before).toBeLessThan(2e6)
})
