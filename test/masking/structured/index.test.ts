import { createFieldRedactor } from '../../../src/masking/structured/index.ts'
import { targetsOf } from '../../../src/masking/structured/targets.ts'
import { field, redact } from './redact.ts'

const targets = targetsOf([{ key: 'k', field: field('remove') }])

test.each([
  ['json', '{"k":1}', '{}'],
  ['events', 'data: {"k":1}\n\n', 'data: {}\n\n'],
  ['message', '{"k":1}', '{}'],
  ['yaml', 'k: 1\n', 'k: null\n'],
  ['form', 'k=1&a=2', 'a=2'],
  ['csv', 'k,a\n1,2\n', 'k,a\n,2\n'],
] as const)('%s', (format, text, left) => {
  expect(redact(createFieldRedactor(format, targets, null), text)).toBe(left)
})

test('text without fields can not be masked by them', () => {
  expect(() => createFieldRedactor('text', targets, null)).toThrow(
    expect.objectContaining({
      code: 'ERR_UNMASKABLE',
      message:
        "The answer's fields can't be masked, as the policy demands: it is text, without fields that could be told.",
    }),
  )
})
