import { fieldAt, step, targetsOf } from '../../../src/masking/structured/targets.ts'
import { field } from './redact.ts'

const [one, other] = [field(), field('remove')]

test('places are stepped through by name, exact names before any; the first target of a place counts', () => {
  const { root } = targetsOf([
    { pointer: '/a/*/c', field: one },
    { pointer: '/a/b/c', field: other },
    { pointer: '/a/b/c', field: one },
  ])
  const at = (...names: string[]) => fieldAt(names.reduce(step, [root] as ReturnType<typeof step>))
  expect(at('a', 'b', 'c')).toBe(other)
  expect(at('a', 'x', 'c')).toBe(one)
  expect(at('a', 'b')).toBe(null)
  expect(at('x', 'b', 'c')).toBe(null)
})

test('keys are in lower case; a name of another length is surely none, unless it is escaped or beyond ASCII', () => {
  const targets = targetsOf([
    { key: 'ApiKey', field: one },
    { key: 'apikey', field: other },
    { pointer: '/abc', field: one },
  ])
  expect(targets.keys.get('apikey')).toBe(one)
  const may = (name: string) => targets.mayName(Buffer.from(`"${name}"`), 1, 1 + Buffer.byteLength(name))
  expect(['abcdef', 'abc', 'ab', 'a\\u', 'é', ''].map(may)).toEqual([true, true, false, true, true, false])
  expect(targetsOf([{ key: 'a', field: one }]).removes).toBe(false)
  expect(targetsOf([{ key: 'a', field: other }]).removes).toBe(true)
})
