import { authorization, called, userArgument } from '../../src/detectors/generic.ts'
import { characters } from '../../src/detectors/sample.ts'
import { matched } from './looks.ts'

const value = characters('A-Za-z0-9', 24)
const shape = called(['token'], /^token$/, 'key')

test('a value that its name calls a secret', () => {
  expect(matched(shape, `api_token = "${value}"`)).toBe(value)
  expect(matched(shape, `tokenizer = "${value}"`)).toBeUndefined()
  expect(matched(shape, `token_id = "${value}"`)).toBeUndefined()
  expect(matched(shape, 'token = "short1X"')).toBeUndefined()
  expect(matched(shape, 'token = "a-word-or-two-of-it"')).toBeUndefined()
})

test('the credential of a header', () => {
  expect(matched(authorization('bearer'), `Authorization: Bearer ${value}`)).toBe(value)
  expect(matched(authorization('bearer'), 'Authorization: Bearer token')).toBeUndefined()
  const basic = Buffer.from(`ci:${value}`).toString('base64')
  expect(matched(authorization('basic'), `authorization: basic ${basic}`)).toBe(basic)
  expect(matched(authorization('basic'), `Basic ${Buffer.from('user:password').toString('base64')}`)).toBeUndefined()
  expect(matched(authorization('basic'), `Basic ${Buffer.from('no colon in this').toString('base64')}`)).toBeUndefined()
})

test("the password of curl's argument", () => {
  expect(matched(userArgument, `curl -u ci:${value} x`)).toBe(value)
  expect(matched(userArgument, `curl --user 'ci:${value}' x`)).toBe(value)
  expect(matched(userArgument, 'curl -u ci x')).toBeUndefined()
  expect(matched(userArgument, 'curl -u ci:$PASSWORD x')).toBeUndefined()
})
