import {
  branchRef,
  filePath,
  fullRef,
  objectName,
  repositoryName,
  tagRef,
  UNNAMED,
} from '../../../src/protocols/forge/names.ts'
import { isRefName } from '../../../src/protocols/git/ref-name.ts'

test('what stands for an unnamed ref or repository is neither', () => {
  expect(isRefName(`refs/heads/${UNNAMED}`)).toBe(false)
  expect(() => repositoryName(`acme/${UNNAMED}`)).toThrow('no path of one')
})

test('a repository has one name, in lower case', () => {
  expect(repositoryName('Acme/Shop')).toBe('acme/shop')
  expect(repositoryName('a/B-c/d_e.f')).toBe('a/b-c/d_e.f')
})

test.each([
  'shop',
  'acme/',
  '/shop',
  'acme/..',
  'acme/.',
  'acme/shop.git',
  'acme/shop.GIT',
  'acme/a b',
  'acme/%73hop',
  'acme/größe',
])('%s is no repository', (path) => {
  expect(() => repositoryName(path)).toThrow('The request names a repository by something that is no path of one.')
})

test('branches and tags are named alone', () => {
  expect(branchRef('feature/x')).toBe('refs/heads/feature/x')
  expect(branchRef('refs/heads/main', true)).toBe('refs/heads/main')
  expect(tagRef('v1.0')).toBe('refs/tags/v1.0')
})

test.each(['refs/heads/main', 'heads/main', 'tags/v1', 'remotes/origin/main', 'HEAD', '@'])(
  '%s could mean another one',
  (name) => {
    const words = 'The request names a branch or tag in a way that could mean another one.'
    expect(() => branchRef(name)).toThrow(words)
    expect(() => tagRef(name)).toThrow(words)
    if (name !== 'refs/heads/main') expect(() => branchRef(name, true)).toThrow(words)
  },
)

test.each(['refs/heads/refs/heads/main', 'refs/heads/heads/main', 'refs/tags/v1'])('nor can %s, in full', (name) => {
  expect(() => branchRef(name, true)).toThrow('could mean another one')
})

test.each(['', ' main', 'main ', 'a..b', 'a^', 'a\0', 'a.lock', '/a', '\ud800'])('%j is no ref', (name) => {
  expect(() => branchRef(name)).toThrow('The request names a ref that is none.')
})

test('refs are named in full, or below refs/', () => {
  expect(fullRef('refs/notes/commits')).toBe('refs/notes/commits')
  expect(fullRef('heads/main', 'refs/')).toBe('refs/heads/main')
  expect(() => fullRef('heads/main')).toThrow('The request names a ref that is none.')
  expect(() => fullRef('refs/heads/main', 'refs/')).toThrow('The path names the ref with refs/ twice.')
})

test('a file’s path has one spelling', () => {
  expect(filePath('.github/workflows/ci.yml')).toBe('.github/workflows/ci.yml')
  for (const path of ['', '/a', 'a/', 'a//b', './a', 'a/../b', 'a\\b', 'a\nb', '\udfff']) {
    expect(() => filePath(path)).toThrow('The request names a file by a path that could mean another one.')
  }
})

test('an object’s name is hex, in lower case', () => {
  expect(objectName('A'.repeat(40))).toBe('a'.repeat(40))
  expect(objectName('1'.repeat(64))).toBe('1'.repeat(64))
  for (const name of ['main', '1'.repeat(39), '']) expect(() => objectName(name)).toThrow('no object name')
})
