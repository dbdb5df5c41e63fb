import { routes } from '../../../src/protocols/gitlab/routes.ts'

test('no route hides another, and none is written otherwise than the documentation has it', () => {
  const names = routes.map(([method, path]) => `${method} ${path.replace(/\{[a-z_]+/g, '{')}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(
    names.filter((name) => !/^(GET|POST|PUT|PATCH|DELETE) (\/([a-z_A-Z0-9-]+|\{(\.\.\.)?\}))+$/.test(name)),
  ).toEqual([])
})
