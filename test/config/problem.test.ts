import { formatPath, formatProblem } from '../../src/config/problem.ts'

test('a path as people write it', () => {
  expect(formatPath(['connections', 0, 'credential', 'basic'])).toBe('connections[0].credential.basic')
  expect(formatPath(['hosts', 1, 2])).toBe('hosts[1][2]')
  expect(formatPath([])).toBe('')
})

test('a problem as one line', () => {
  const place = { file: 'gate.yaml', line: 9, column: 5 }
  expect(formatProblem({ ...place, path: 'policy.bundle', message: 'is missing' })).toBe(
    'gate.yaml:9:5: policy.bundle is missing',
  )
  expect(formatProblem({ ...place, path: '', message: "can't be read" })).toBe("gate.yaml:9:5: the file can't be read")
})
