import { email } from '../../src/detectors/email.ts'
import { createPlace } from '../../src/detectors/place.ts'

function found(text: string): string | undefined {
  const place = createPlace()
  const at = text.indexOf('@')
  return email.match(Buffer.from(text), at, at + 1, place) ? text.slice(place.start, place.end) : undefined
}

test.each([
  ['to ada@acme.dev.', 'ada@acme.dev'],
  ["'ada@acme.dev'", 'ada@acme.dev'],
  ['mailto:a.b+c@mail.acme.co.uk?x', 'a.b+c@mail.acme.co.uk'],
  ['https://ada@acme.dev', undefined],
  ['a:b@acme.dev', undefined],
  ['ada@acme', undefined],
  [`${'a'.repeat(65)}@acme.dev`, undefined],
  ['@acme.dev', undefined],
])('in %j it is %j', (text, expected) => {
  expect(found(text)).toBe(expected)
})
