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

test('an alias where a field is masked does not lead to its value', () => {
  expect(redactAnyhow(() => createYamlRedactor(targets), 'x: &p secret\npassword: *p\n')).toBe(
    'x: &p secret\npassword: "<fixed *p 00000000000a]"\n',
  )
})

test('what is not YAML is refused, and more than a mebibyte', () => {
  const unmaskable = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
  expect(() => redact(createYamlRedactor(targets), 'a: [1\nb: "')).toThrow(unmaskable)
  expect(() => redact(createYamlRedactor(targets), 'a: b\n'.repeat(300_000))).toThrow(unmaskable)
})
