import { jwt } from '../../src/detectors/jwt.ts'
import { characters } from '../../src/detectors/sample.ts'
import { matched } from './looks.ts'

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (header: unknown, payload: unknown, signature: string) =>
  `${encoded(header)}.${encoded(payload)}.${signature}`
const signature = characters('\\w', 43)

test('a header with an algorithm, a payload, and a signature', () => {
  const whole = token({ alg: 'ES256', typ: 'JWT' }, { sub: 'ada' }, signature)
  expect(matched(jwt, `session=${whole}; Path=/`)).toBe(whole)
})

test.each([
  ['no algorithm', token({ typ: 'JWT' }, { sub: 'ada' }, signature)],
  ['no signature to speak of', token({ alg: 'none' }, { sub: 'ada' }, signature)],
  ['a signature that is too short', token({ alg: 'HS256' }, { sub: 'ada' }, 'abcdef')],
  ['a header that is no JSON', `eyJ${characters('A-Za-z', 21)}.${encoded({ sub: 'ada' })}.${signature}`],
  ['a payload that is no object', `${encoded({ alg: 'HS256' })}.${characters('A-Z', 20)}.${signature}`],
  ['two parts', `${encoded({ alg: 'HS256' })}.${encoded({ sub: 'ada' })}`],
])('none: %s', (_, text) => {
  expect(matched(jwt, text)).toBeUndefined()
})
