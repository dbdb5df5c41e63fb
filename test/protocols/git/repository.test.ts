import { repositoryOf } from '../../../src/protocols/git/repository.ts'

test.each([
  ['/acme/shop.git', 'acme/shop'],
  ['/acme/shop', 'acme/shop'],
  ['/shop.git.git', 'shop.git'],
  ['/acme/%73hop.git', 'acme/shop'],
  ['/grün', 'grün'],
])('%s is the repository %s', (path, repository) => {
  expect(repositoryOf(path)).toBe(repository)
})

test.each(['', '/', '//a', '/a//b', '/a/../b', '/a/.', '/a%2Fb', '/a%23b', '/a%00', '/a%5Cb', '/a%25b', '/%ff', 'a'])(
  '%s is none',
  (path) => {
    expect(() => repositoryOf(path)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
  },
)
