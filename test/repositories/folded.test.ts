import { unfolded } from '../../src/repositories/folded.ts'

const LINE = 'aB3+/_-9'.repeat(5)
const read = (text: string) => unfolded(Buffer.from(text))?.toString() ?? null

test.each([
  ['lines, and a last one of any length', `${LINE}\n${LINE}\nend`, `${LINE}${LINE}end`],
  ['both kinds of break, and indentation', `a ${LINE}\r\n \t${LINE}\n\n`, `a ${LINE}${LINE}\n`],
  ['between other lines', `one\ntwo ${LINE}\nend\nthree\n`, `one\ntwo ${LINE}end\nthree\n`],
])('%s', (_, text, joined) => {
  expect(read(text)).toBe(joined)
})

test.each(['', '\n', `${LINE}`, `${LINE.slice(1)}\n${LINE}`, `${LINE}.\n${LINE}`])('nothing folded: %j', (text) => {
  expect(read(text)).toBeNull()
})
