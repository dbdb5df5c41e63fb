import { createFormRedactor } from '../../../src/masking/structured/form.ts'
import { targetsOf } from '../../../src/masking/structured/targets.ts'
import { field, redact, redactAnyhow } from './redact.ts'

const targets = targetsOf([
  { key: 'access_token', field: field() },
  { pointer: '/gone', field: field('remove') },
])

test('values are replaced by their names, encoded again; all else passes byte for byte', () => {
  const text = 'a=1&Access%5FToken=x%20y+z%C3%A9&b&access_token&&c=%c3%a9+&access_token='
  expect(redactAnyhow(() => createFormRedactor(targets), text)).toBe(
    'a=1&Access%5FToken=%3Cfixed%20x%20y%20z%C3%A9%2000000000000a%5D&b&access_token&&c=%c3%a9+&access_token=%3Cfixed%20%2000000000000a%5D',
  )
})

test('a pair can be taken out, wherever it stands', () => {
  expect(redactAnyhow(() => createFormRedactor(targets), 'gone=1&a=1&gone=2&b=2&gone=')).toBe('a=1&b=2')
  expect(redactAnyhow(() => createFormRedactor(targets), 'gone=1')).toBe('')
})

test.each(['a=1&access_token=%zz', 'acc%e=1'])('%s can not be decoded: it is refused', (text) => {
  expect(() => redact(createFormRedactor(targets), text)).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
})
