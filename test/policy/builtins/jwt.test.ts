import { Numeral } from '../../../src/policy/builtins/numeral.ts'
import { call } from './calling.ts'

const part = (text: string) => Buffer.from(text).toString('base64url')
const token = (header: string, payload: string, signature = 'sig') => [header, payload, signature].map(part).join('.')

test('a token is taken apart, its numbers exact', () => {
  expect(call('io.jwt.decode', token('{"alg":"none"}', '{"exp":9007199254740993,"n":1.0,"aud":["a"]}'))).toEqual([
    new Map([['alg', 'none']]),
    new Map<string, unknown>([
      ['exp', 9007199254740993n],
      ['n', new Numeral('1.0')],
      ['aud', ['a']],
    ]),
    '736967',
  ])
})

test('padding may be there', () => {
  expect(call('io.jwt.decode', `${Buffer.from('{}').toString('base64')}.e30=.`)).toEqual([new Map(), new Map(), ''])
})

test('a token within a token is taken apart instead', () => {
  const inner = token('{"alg":"none"}', '{"sub":"a"}')
  expect(call('io.jwt.decode', token('{"cty":"JWT"}', `"${inner}"`))).toEqual(call('io.jwt.decode', inner))
})

test('what is not a token has no answer', () => {
  const others = [
    'a.b',
    'a.b.c.d',
    `${part('[]')}.${part('{}')}.`,
    `${part('{}')}.${part('x')}.`,
    '!.e30.',
    'e30.e30.a',
  ]
  expect(others.map((each) => call('io.jwt.decode', each))).toEqual(others.map(() => undefined))
  expect(call('io.jwt.decode', token('{"enc":"A256GCM"}', '{}'))).toBeUndefined()
})

test('what cannot be told exactly is refused', () => {
  expect(() => call('io.jwt.decode', token('{"cty":1}', '{}'))).toThrow('such a cty')
  expect(() => call('io.jwt.decode', 'e3\n0.e30.')).toThrow('a line end')
  expect(() => call('io.jwt.decode', token('{}', '{"a":"\\ud800"}'))).toThrow('An escaped surrogate')
})
