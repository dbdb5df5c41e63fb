import { readDocument } from '../../src/config/document.ts'
import type { Path } from '../../src/config/problem.ts'

const TEXT = `# a comment
listen:
  agents: { address: 1, tls: {} }
hosts:
  - a.test
  -
    name: b
same: &it { x: 1 }
again: *it
`

test.each<[Path, number, number]>([
  [[], 2, 1],
  [['absent'], 2, 1],
  [['listen'], 2, 1],
  [['listen', 'agents', 'address'], 3, 13],
  [['listen', 'agents', 'tls', 'cert'], 3, 25],
  [['hosts', 0], 5, 5],
  [['hosts', 1, 'name'], 7, 5],
  [['hosts', 1, 'absent'], 7, 5],
  [['hosts', 2], 4, 1],
  [['again'], 9, 1],
  [['again', 'x'], 8, 13],
])('%j is at %s:%s', (path, line, column) => {
  const { locate } = readDocument('gate.yaml', TEXT)
  expect(locate({ path, message: 'is odd' })).toMatchObject({ file: 'gate.yaml', line, column, message: 'is odd' })
})

test('the value is plain JSON, aliases unfolded', () => {
  expect(readDocument('gate.yaml', 'a: &it [yes, 1]\nb: *it\n').value).toEqual({ a: ['yes', 1], b: ['yes', 1] })
})

test.each<[string, string, [number, number, string][]]>([
  [
    'two mistakes',
    'a: [1\nb: "x\n',
    [
      [2, 1, 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
      [3, 1, 'Missing closing "quote'],
    ],
  ],
  ['an alias of nothing', 'a: *it\n', [[1, 1, 'Unresolved alias (the anchor must be set before the alias): it']]],
  [
    'a second document',
    'a: 1\n---\nb: 1\n',
    [[2, 1, 'Source contains multiple documents; please use YAML.parseAllDocuments()']],
  ],
  ['a key that is no text', '? [x]\n: 1\n', [[1, 3, 'With stringKeys, all keys must be strings']]],
])('%s', (_name, text, expected) => {
  const document = readDocument('gate.yaml', text)
  expect(document.value).toBeUndefined()
  expect(document.problems).toEqual(
    expected.map(([line, column, message]) => ({
      file: 'gate.yaml',
      line,
      column,
      path: '',
      message: `is not valid YAML: ${message}`,
    })),
  )
})

test('aliases that unfold without end are refused', () => {
  const levels = ['a', 'b', 'c', 'd'].map((name, level, names) => {
    const members = level === 0 ? Array(10).fill('x') : Array(10).fill(`*${names[level - 1]}`)
    return `${name}: &${name} [${members.join(', ')}]`
  })
  expect(readDocument('gate.yaml', levels.join('\n')).problems.map(({ message }) => message)).toEqual([
    'is not valid YAML: Excessive alias count indicates a resource exhaustion attack',
  ])
})

test('a field that stands twice leaves the rest readable', () => {
  const { value, problems } = readDocument('gate.yaml', 'a: 1\na: 2\n')
  expect(value).toEqual({ a: 2 })
  expect(problems.map(({ line, message }) => [line, message])).toEqual([
    [2, 'is not valid YAML: Map keys must be unique'],
  ])
})
