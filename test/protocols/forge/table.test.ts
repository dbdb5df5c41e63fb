import { changes, deletes, grant, moves, named } from '../../../src/protocols/forge/table.ts'

test('whatever changes something, at a path and below it', () => {
  const list = (below?: 'alone' | 'below') =>
    changes('/keys', grant('keys'), below).map(([method, path]) => `${method} ${path}`)
  const [alone, below] = [
    ['POST', 'PUT', 'PATCH', 'DELETE'].map((it) => `${it} /keys`),
    ['POST', 'PUT', 'PATCH', 'DELETE'].map((it) => `${it} /keys/{path...}`),
  ]
  expect(list()).toEqual([...alone, ...below])
  expect(list('alone')).toEqual(alone)
  expect(list('below')).toEqual(below)
  expect(changes('/keys', grant('keys'))[0]!.slice(2)).toEqual([{ does: 'grant', to: 'keys' }])
})

test('mutations by their names', () => {
  expect(named('issues', 'write', ' createIssue\n  updateIssue ')).toEqual([
    ['createIssue', [{ does: 'write', to: 'issues' }]],
    ['updateIssue', [{ does: 'write', to: 'issues' }]],
  ])
})

test('refs that are moved and deleted', () => {
  expect(moves('a new branch', 'create')).toEqual({ does: 'push', ref: { unnamed: 'a new branch' }, action: 'create' })
  expect(moves('the base branch')).toMatchObject({ action: 'update' })
  expect(deletes({ branch: 'name' })).toEqual({ does: 'remove', ref: { branch: 'name' } })
})
