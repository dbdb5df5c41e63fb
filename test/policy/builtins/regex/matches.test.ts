import { compile } from '../../../../src/policy/builtins/regex/compile.ts'
import { findMatches, groupText, groupTexts } from '../../../../src/policy/builtins/regex/matches.ts'

const free = () => {}
const find = (pattern: string, text: string, most = -1) => findMatches(compile(free, pattern)!, free, text, most)

test('matches do not overlap, and an empty one right behind another is none', () => {
  expect(find('a*', 'baaac')).toEqual([
    [0, 0],
    [1, 4],
    [5, 5],
  ])
  expect(find('', '😀a')).toEqual([
    [0, 0],
    [2, 2],
    [3, 3],
  ])
})

test('as many come as are wanted', () => {
  expect(find('a', 'aaa', 2)).toHaveLength(2)
  expect(find('a', 'aaa', 0)).toEqual([])
})

test('a group without a part is empty', () => {
  const [match] = find('(a)|(b)', 'b')
  expect(match).toEqual([0, 1, -1, -1, 0, 1])
  expect(groupTexts('b', match!)).toEqual(['b', '', 'b'])
  expect(groupText('b', match!, 9)).toBe('')
})

test('each look for the next match is charged for the rest of the text', () => {
  const pattern = compile(free, 'x|x.*y')!
  let work = 0
  findMatches(
    pattern,
    (units) => {
      work += units
    },
    'x'.repeat(1000),
    -1,
  )
  expect(work).toBeGreaterThan((pattern.size * 1000 * 1000) / 64 / 2)
})
