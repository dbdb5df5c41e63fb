import { rules } from '../../src/detectors/index.ts'

test('every rule has a name of its own', () => {
  const names = rules.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})

test('the names that policies know already', () => {
  const names = rules.map(({ name }) => name)
  for (const name of ['github-token', 'aws-access-key', 'private-key', 'jwt', 'slack-token', 'generic-api-key']) {
    expect(names).toContain(name)
  }
})

test('providers, and what is generic', () => {
  expect(rules.filter(({ confidence }) => confidence === 'generic').map(({ name }) => name)).toEqual([
    'database-url',
    'url-credentials',
    'connection-string-password',
    'generic-password',
    'generic-api-key',
    'authorization-header',
    'command-line-credentials',
  ])
  expect(rules.length - 7).toBe(79)
})
