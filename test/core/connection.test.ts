import { basePath } from '../../src/core/connection.ts'

test('what stands before every path of an upstream is its own, without the last slash', () => {
  const of = (path: string) => basePath(new URL(path, 'https://upstream.test'))
  expect([of(''), of('/'), of('/base'), of('/base/'), of('/base//')]).toEqual(['', '', '/base', '/base', '/base/'])
})
