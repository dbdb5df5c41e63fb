import { flatten } from '../../../../src/policy/builtins/glob/flatten.ts'
import { parse } from '../../../../src/policy/builtins/glob/parse.ts'

const flat = (pattern: string) => flatten(parse(pattern)!)

test('alternatives are written out, and texts joined', () => {
  expect(flat('a{b,{c,d}}e')).toEqual(['abe', 'ace', 'ade'].map((text) => [{ kind: 'text', text }]))
  expect(flat('{,a}')).toEqual([[], [{ kind: 'text', text: 'a' }]])
})

test('of stars side by side the freest stays', () => {
  expect(flat('***')).toEqual([[{ kind: 'star', limited: false }]])
  expect(flat('*{*,**}')).toEqual([[{ kind: 'star', limited: true }], [{ kind: 'star', limited: false }]])
})

test('what would be too many is not written out', () => {
  expect(flat('{a,b}'.repeat(5))).toHaveLength(32)
  expect(flat('{a,b}'.repeat(6))).toBeNull()
  expect(flat('{a,b}'.repeat(2000))).toBeNull()
})
