import { targetsOf } from '../../../src/masking/structured/targets.ts'
import { createYamlRedactor } from '../../../src/masking/structured/yaml.ts'
import { field, redact, redactAnyhow } from './redact.ts'

const targets = targetsOf([
  { key: 'password', field: field() },
  { pointer: '/a/*/n', field: field('pseudonym') },
  { pointer: '/gone', field: field('remove') },
])

test('fields are replaced by values of their type; all else passes byte for byte', () => {
  const text = `# comment
a:
  - n: &x 12 # twelve
    m: *x
  - {n: true, password: 'p'}
password: |
  line one
  two
z:   [1, 2]
gone: [5]
---
password:
  deep: [1, s, ~, "é"]
`
  expect(redactAnyhow(() => createYamlRedactor(targets), text)).toBe(`# comment
a:
  - n: &x 10 # twelve
    m: *x
  - {n: false, password: "<fixed p 00000000000a]"}
password: "<fixed line one\\ntwo\\n 00000000000a]"
z:   [1, 2]
gone: [null]
---
password:
  deep: [0, "<fixed s 00000000000a]", ~, "<fixed é 00000000000a]"]
`)
})

test('what an alias stands for is replaced where it is, by whichever way a field is reached', () => {
  const mask = (text: string) => redactAnyhow(() => createYamlRedactor(targets), text)
  expect(mask('x: &p secret\npassword: *p\n')).toBe('x: &p "<fixed secret 00000000000a]"\npassword: *p\n')
  expect(mask('x: &p {y: [secret]}\npassword: *p\n')).toBe('x: &p {y: ["<fixed secret 00000000000a]"]}\npassword: *p\n')
  expect(mask('x: &p {n: 7}\ny: &q {n: 8}\na:\n  b: {<<: *p}\n  c: {<<: [*q]}\n')).toBe(
    'x: &p {n: 10}\ny: &q {n: 10}\na:\n  b: {<<: *p}\n  c: {<<: [*q]}\n',
  )
  expect(mask('x: &p password\n*p : secret\n')).toBe('x: &p password\n*p : "<fixed secret 00000000000a]"\n')
})

test('aliases that lead to too much are refused, or to nothing', () => {
  const unmaskable = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
  const layers = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(9)}]\n`).join('')
  expect(() => redact(createYamlRedactor(targets), `l0: &l0 x\n${layers}password: *l9\n`)).toThrow(unmaskable)
  expect(() => redact(createYamlRedactor(targets), 'password: &p [*p]\n')).toThrow(unmaskable)
  expect(() => redact(createYamlRedactor(targets), 'password: *p\n')).toThrow(unmaskable)
})

test('text that is not UTF-8 is refused: it would not pass as it is', () => {
  expect(() => redact(createYamlRedactor(targets), Buffer.from('a: caf\xe9\n', 'latin1'))).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE' }),
  )
})

test('what is not YAML is refused, and more than a mebibyte', () => {
  const unmaskable = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
  expect(() => redact(createYamlRedactor(targets), 'a: [1\nb: "')).toThrow(unmaskable)
  expect(() => redact(createYamlRedactor(targets), 'a: b\n'.repeat(300_000))).toThrow(unmaskable)
})
