import { parseHost, splitHostPort } from '../../../../src/policy/builtins/uri/host.ts'

test('a host is checked with its port', () => {
  expect(['h:80', '[::1]:80', 'é', 'a%C3%A9', 'h:', ''].map((host) => parseHost('https', host))).toEqual([
    'h:80',
    '[::1]:80',
    'é',
    'a%C3%A9',
    'h:',
    '',
  ])
  for (const host of ['h:8a', '[::1', '[1.2.3.4]', 'x[::1]', 'a b', '%41', 'a%', 'a:b:80', '[::1]x'])
    expect(parseHost('https', host)).toBeNull()
})

test('colons within a host are for databases', () => {
  expect(parseHost('postgres', 'a:1,b:2')).toBe('a:1,b:2')
})

test('a zone is refused', () => {
  expect(() => parseHost('http', '[fe80::1%25e]')).toThrow('an IPv6 zone')
})

test('the name comes without brackets, and the port without its colon', () => {
  expect(splitHostPort('[::1]:80')).toEqual({ hostname: '::1', port: '80' })
  expect(splitHostPort('h:')).toEqual({ hostname: 'h', port: '' })
  expect(splitHostPort('a:b')).toEqual({ hostname: 'a:b', port: '' })
})
