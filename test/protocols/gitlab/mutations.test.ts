import { mutations } from '../../../src/protocols/gitlab/mutations.ts'

test('every mutation does something, and none is a name of two', () => {
  expect([...mutations.values()].every((effects) => effects.length > 0)).toBe(true)
  expect([...mutations.keys()].filter((name) => !/^[a-z][A-Za-z0-9]+$/.test(name))).toEqual([])
})
