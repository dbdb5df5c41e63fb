import { execFileSync } from 'node:child_process'
import { isRefName } from '../../../src/protocols/git/ref-name.ts'

const NAMES = [
  ...[
    'refs/heads/main',
    'refs/heads/a/b',
    'refs/heads/@',
    'refs/heads/a{b',
    'refs/heads/grün',
    'refs/heads/a@b',
    'refs/x',
  ],
  ...[
    'refs/heads/-a',
    'refs/heads/a!b$c%d&e',
    "refs/heads/a'b",
    'refs/heads/a"b',
    'refs/heads/a.lock.b',
    'refs/heads/a.b',
  ],
  ...[
    'refs/heads/',
    'refs/heads//a',
    'refs/heads/.a',
    'refs/heads/a/.b',
    'refs/heads/a..b',
    'refs/heads/a.',
    'refs/heads/a.lock',
  ],
  ...[
    'refs/a.lock/b',
    'refs/heads/a b',
    'refs/heads/a~b',
    'refs/heads/a^b',
    'refs/heads/a:b',
    'refs/heads/a?b',
    'refs/heads/a*b',
  ],
  ...[
    'refs/heads/a[b',
    'refs/heads/a\\b',
    'refs/heads/a@{b',
    'refs/heads/a\x7fb',
    'refs/heads/a\tb',
    'refs/heads/a\nb',
    'refs/',
  ],
]

function gitTakes(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', name])
    return true
  } catch {
    return false
  }
}

test.each(NAMES)('%j is judged as git judges it', (name) => {
  expect(isRefName(name)).toBe(gitTakes(name))
})

test('a ref of a push lies under refs/', () => {
  expect(['HEAD', 'heads/main', 'REFS/heads/main', '/refs/heads/main', 'a/refs/heads/main'].map(isRefName)).toEqual(
    Array(5).fill(false),
  )
})

test('a name fits a report', () => {
  expect(isRefName(`refs/heads/${'a'.repeat(4085)}`)).toBe(true)
  expect(isRefName(`refs/heads/${'a'.repeat(4086)}`)).toBe(false)
})
