import { replacementOf } from '../../src/masking/mode.ts'

const key = Buffer.from('a key')

function written(mode: Parameters<typeof replacementOf>[1], ...parts: string[]): string {
  const replacement = replacementOf('card-number', mode, key)
  for (const part of parts) replacement.update(Buffer.from(part))
  return replacement.end()
}

test('a name, nothing, or the last four characters', () => {
  expect(written('fixed', '4532750012345678')).toBe('[masked:card-number]')
  expect(written('remove', '4532750012345678')).toBe('')
  expect(written('last_four', '45327500', '123456', '78')).toBe('[masked:card-number:5678]')
  expect(written('last_four', '453275001234"}')).toBe('[masked:card-number:34**]')
})

test('what is short shows nothing of itself', () => {
  expect(written('last_four', '12345678901')).toBe('[masked:card-number]')
})

test('a pseudonym is the same for the same value and key', () => {
  const one = written('pseudonym', 'ada@acme.dev')
  expect(one).toMatch(/^\[card-number:[0-9a-f]{16}\]$/)
  expect(written('pseudonym', 'ada@', 'acme.dev')).toBe(one)
  expect(written('pseudonym', 'eve@acme.dev')).not.toBe(one)
  expect(replacementOf('card-number', 'pseudonym', Buffer.from('another')).end()).not.toBe(written('pseudonym'))
})
