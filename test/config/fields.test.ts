import { anySecret, fields, seconds, secret, text, url, word } from '../../src/config/fields.ts'
import { findingsOf } from '../../src/config/issues.ts'
import { formatPath } from '../../src/config/problem.ts'

type Schema = { safeParse(value: unknown): { error?: { issues: Parameters<typeof findingsOf>[0] } | undefined } }
const refusals = (schema: Schema, value: unknown) =>
  findingsOf(schema.safeParse(value).error?.issues ?? [], value).map(({ path, message }) => [formatPath(path), message])

const EARLY = 'must be env:NAME or file:path: a secret never stands in this file'
const TOO_EARLY = 'must be env:NAME or file:path: this one is needed before Vault or a program can be asked'
const ANYWHERE = 'must be env:NAME, file:path, vault:mount/path#field or a command: a secret never stands in this file'

test.each([
  ['env:TOKEN', []],
  ['file:token', []],
  ['hunter2', [['', EARLY]]],
  [7, [['', EARLY]]],
  ['vault:kv/ci#token', [['', TOO_EARLY]]],
  [{ command: ['pass'] }, [['', TOO_EARLY]]],
  [{ odd: 'hunter2' }, [['', EARLY]]],
])('%j as a secret that is read before anything runs', (value, expected) => {
  expect(refusals(secret, value)).toEqual(expected)
})

test.each([
  ['env:TOKEN', []],
  ['vault:kv/ci#token', []],
  [{ command: ['pass', 'show'] }, []],
  [{ command: ['pass'], seconds: 20 }, []],
  ['hunter2', [['', ANYWHERE]]],
  [7, [['', ANYWHERE]]],
  [['pass'], [['', ANYWHERE]]],
  ['vault:kv/ci', [['', ANYWHERE]]],
  [{ command: [] }, [['command', 'must not be empty']]],
  [{ command: 'pass show' }, [['command', 'must be a list, not text']]],
  [{ command: ['pass'], seconds: 19 }, [['seconds', 'must be at least 20']]],
])('%j as a secret anywhere', (value, expected) => {
  expect(refusals(anySecret, value)).toEqual(expected)
})

test('a map has its fields, and no others', () => {
  expect(refusals(fields({ name: word }), { nam: 'x' })).toEqual([
    ['name', 'is missing'],
    ['nam', 'is not a field here; did you mean "name"?'],
  ])
})

test('text, URLs and seconds', () => {
  expect(
    refusals(
      text((value) => value === 'a', 'must be a'),
      'b',
    ),
  ).toEqual([['', 'must be a']])
  expect(refusals(url(['https:']), 'https://a.test/b')).toEqual([])
  const message = 'must be an http:// or https:// URL without user, query or fragment'
  for (const odd of ['http://a.test', 'https://me@a.test', 'https://a.test?b', 'a.test']) {
    expect(refusals(url(['https:']), odd)).toEqual([['', message]])
  }
  expect(refusals(seconds(5), 4)).toEqual([['', 'must be at least 5']])
})
