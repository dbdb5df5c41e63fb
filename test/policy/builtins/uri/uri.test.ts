import { call } from '../calling.ts'

test('a URI is taken apart, and what is not there is left out', () => {
  expect(call('uri.parse', 'HTTPS://u:p@example.com:8080/a%20b/%2F?q=%31#f%20')).toEqual({
    scheme: 'https',
    hostname: 'example.com',
    port: '8080',
    path: '/a b//',
    raw_path: '/a%20b/%2F',
    raw_query: 'q=%31',
    fragment: 'f ',
  })
  expect(call('uri.parse', '/a%20b')).toEqual({ path: '/a b', raw_path: '/a b' })
  expect(call('uri.parse', 'mailto:a@b')).toEqual({ scheme: 'mailto' })
  expect(call('uri.parse', '//[::1]')).toEqual({ hostname: '::1' })
  expect(call('uri.parse', '*')).toEqual({ path: '*', raw_path: '*' })
})

test('what is not a URI has no answer, and is not valid', () => {
  for (const text of ['://a', '1a:b', 'http://a b/', 'http://a:b/', 'a\nb', '/%zz', 'http://u ser@h/', '#%zz']) {
    expect([call('uri.parse', text), call('uri.is_valid', text)]).toEqual([undefined, false])
  }
  expect([call('uri.is_valid', ''), call('uri.is_valid', 'a/b'), call('uri.is_valid', 1)]).toEqual([false, true, false])
})
