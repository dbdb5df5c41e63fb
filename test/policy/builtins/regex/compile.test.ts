import {
  compile,
  LARGEST_PROGRAM,
  LONGEST_PATTERN,
  sizeOf,
  spendOnScan,
} from '../../../../src/policy/builtins/regex/compile.ts'

const free = () => {}

test('a pattern is compiled once', () => {
  const pattern = compile(free, 'a(b)?c')
  expect(pattern?.test(free, 'xabcx')).toBe(true)
  expect(compile(free, 'a(b)?c')).toBe(pattern)
})

test('a pattern that is large is compiled, and kept apart', () => {
  const pattern = compile(free, '(?:abc){900}')
  expect(pattern?.test(free, 'abc'.repeat(900))).toBe(true)
  expect(compile(free, '(?:abc){900}')).toBe(pattern)
})

test('what is not a pattern in Go is null', () => {
  for (const source of ['(', 'a**', '(?=a)', '\\1', 'a{1001}', '[b-a]', '(?<!a)b'])
    expect(compile(free, source)).toBeNull()
})

test('a pattern that is too long, repeats too much or has two groups of a name is refused', () => {
  expect(() => compile(free, 'a'.repeat(LONGEST_PATTERN + 1))).toThrow('longer than')
  expect(() => compile(free, `(?:${'a'.repeat(LARGEST_PROGRAM / 1000)}b){1000}`)).toThrow('repeats so much')
  expect(() => compile(free, '(?P<n>a)(?P<n>b)')).toThrow('two groups of a name')
})

test('the size of a program is told from its pattern', () => {
  expect([sizeOf('abc'), sizeOf('a{3}'), sizeOf('(ab{3}){2}'), sizeOf('[a-z\\]]{2,5}'), sizeOf('\\{3}')]).toEqual([
    3, 3, 12, 5, 3,
  ])
  expect(sizeOf('[[:alpha:]]{7}')).toBe(7)
  expect(sizeOf('[]a]{4}')).toBe(4)
  expect(sizeOf('\\pL')).toBe(66)
})

test('compiling and looking through a text are charged', () => {
  const charges: number[] = []
  compile((units) => charges.push(units), 'charged{10}')
  expect(charges).toEqual([16 * 16])
  spendOnScan({ size: 64 }, (units) => charges.push(units), 1000)
  expect(charges.at(-1)).toBe(1001)
})

test('a text is searched in linear time, however the pattern nests', () => {
  expect(compile(free, '^(a+)+$')?.test(free, `${'a'.repeat(5000)}b`)).toBe(false)
  expect(compile(free, '(x+x+)+y')?.test(free, 'x'.repeat(5000))).toBe(false)
  expect(compile(free, '^(?:a|b)*$')?.test(free, 'ab'.repeat(200_000))).toBe(true)
})
