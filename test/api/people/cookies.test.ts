import type { Request } from 'express'
import { cookiesOf, readCookie } from '../../../src/api/people/cookies.ts'

test('over https no other host can set them, and no script read them', () => {
  expect(cookiesOf(true)).toMatchObject({
    session: '__Host-sallyport',
    options: { httpOnly: true, secure: true, sameSite: 'lax', path: '/' },
  })
  expect(cookiesOf(false)).toMatchObject({ session: 'sallyport', options: { httpOnly: true, secure: false } })
})

test('a login that has begun has a cookie of its own, in which nothing of the state can say anything else', () => {
  expect(cookiesOf(true).begun('abc; Path=/x=')).toBe('__Host-sallyport-login-abcPathx')
  expect(cookiesOf(false).begun('a'.repeat(43))).toBe(`sallyport-login-${'a'.repeat(16)}`)
})

test.each([
  ['a=1; b=2', '2'],
  ['b=', ''],
  ['xb=2', null],
  ['a=b=2', null],
  ['b=1; b=2', null],
  [undefined, null],
])('of %p, b is %p', (cookie, value) => {
  expect(readCookie({ headers: { cookie } } as Request, 'b')).toBe(value)
})
