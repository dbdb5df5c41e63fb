import { begun, begunJwt, begunKey, begunSecretKey, begunValues } from '../../src/detectors/begun.ts'
import { matched } from './looks.ts'

test('a token is told by its beginning, in its own case', () => {
  const [shape] = begun(['AB_'], 'a-z', 4)
  expect(matched(shape!, 'x AB_abcdefgh')).toBe('AB_abcd')
  expect(matched(shape!, 'x AB_abc')).toBeUndefined()
  expect(matched(shape!, 'x ab_abcdefgh')).toBeUndefined()
})

test('a JSON Web Token is told by two segments, or by a long one', () => {
  const header = `ey${'J'}${'a'.repeat(12)}`
  expect(matched(begunJwt, `${header}.bcd`)).toBe(`${header}.bc`)
  expect(matched(begunJwt, `${header}.b`)).toBeUndefined()
  expect(matched(begunJwt, `ey${'J'}${'a'.repeat(2000)}`)).toHaveLength(1027)
})

test('a private key is told by its first line', () => {
  const line = ['-----BEGIN', 'EC', 'PRIVATE', 'KEY-----'].join(' ')
  expect(matched(begunKey, `a ${line}\nb`)).toBe(line)
  expect(matched(begunKey, ['-----BEGIN', 'PUBLIC', 'KEY-----'].join(' '))).toBeUndefined()
})

test.each([
  ['password = abcdefgh', 'abcdef'],
  ["'password' => 'ab cdefg'", 'ab cde'],
  ['password: "a\\"bcdefg"', 'a\\"bcde'],
  ['password%3Dabcdefg', 'abcdef'],
  ['\\"password\\": \\"abcdefg\\"', 'abcdef'],
  ['password = "abcde"', undefined],
  ['password = $abcdefg', undefined],
  ['password = [masked:jwt]', undefined],
  ['password = "[masked:jwt]"', undefined],
  ['passwords = abcdefg', undefined],
])('of %j, %j is hidden at first', (text, secret) => {
  const found = begunValues(['password']).map((shape) => matched(shape, text))
  expect(found.find((one) => one !== undefined)).toBe(secret)
})

test("AWS's secret key has forty characters behind its name", () => {
  const key = 'aB3/'.repeat(10)
  expect(matched(begunSecretKey, `aws_secret_access_key = ${key}9`)).toBe(key)
  expect(matched(begunSecretKey, `aws_secret_access_key = ${key.slice(1)}`)).toBeUndefined()
})
