import { createRouter, type Route } from '../../../src/protocols/forge/route.ts'
import { FETCH, write } from '../../../src/protocols/forge/table.ts'

const routes: readonly Route[] = [
  ['GET', '/repos/{owner}/{repo}/contents/{path...}', FETCH],
  ['POST', '/repos/{owner}/{repo}/issues/{number}', write('issues')],
  ['POST', '/repos/{owner}/{repo}/issues/new', write('labels')],
]
const find = createRouter(routes)

test.each([
  ['GET', '/repos/acme/shop/contents/a', { owner: 'acme', repo: 'shop', path: 'a' }],
  ['HEAD', '/repos/acme/shop/contents/a/b%2Fc%20d', { owner: 'acme', repo: 'shop', path: 'a/b/c d' }],
  ['POST', '/repos/acme/shop/issues/7', { owner: 'acme', repo: 'shop', number: '7' }],
  ['POST', '/repos/acme/shop/issues/new', { owner: 'acme', repo: 'shop' }],
])('%s %s is found, its parameters decoded once', (method, path, parameters) => {
  expect(Object.fromEntries(find(method, path)!.parameters)).toEqual(parameters)
})

test.each([
  ['PUT', '/repos/acme/shop/contents/a'],
  ['GET', '/repos/acme/shop/contents'],
  ['GET', '/repos/acme/shop/contents/'],
  ['GET', '/repos/acme/contents/a'],
  ['GET', '/Repos/acme/shop/contents/a'],
  ['POST', '/repos/acme/shop/issues/7x'],
  ['POST', '/repos/acme/shop/issues/7/'],
  ['POST', '/repos/acme/shop/issues'],
  ['POST', '/'],
])('%s %s is not', (method, path) => {
  expect(find(method, path)).toBeUndefined()
})

test('what is no UTF-8 is refused', () => {
  expect(() => find('GET', '/repos/acme/shop/contents/%FF')).toThrow('The path is not percent-encoded UTF-8.')
})
