import fc from 'fast-check'
import { createJsonRedactor } from '../../../src/masking/structured/json.ts'
import { type Target, targetsOf } from '../../../src/masking/structured/targets.ts'
import { field, redact, redactAnyhow } from './redact.ts'

const mask = (text: string, ...targets: Target[]) =>
  redactAnyhow(() => createJsonRedactor(targetsOf(targets), null), text)

test('a value at a pointer is replaced by one of its type; all else passes byte for byte', () => {
  const text = ' {"a" : {"b":[ "x", "y\\"\\u00e9" ]},\n"c":1.50, "d":true,"e":null,"b":"stays"}\r\n'
  expect(mask(text, { pointer: '/a/b/1', field: field() })).toBe(
    text.replace('"y\\"\\u00e9"', '"<fixed y\\"é 00000000000a]"'),
  )
  expect(mask(text, { pointer: '/c', field: field() })).toBe(text.replace('1.50', '0'))
  expect(mask(text, { pointer: '/c', field: field('pseudonym') })).toBe(text.replace('1.50', '10'))
  expect(mask(text, { pointer: '/d', field: field() })).toBe(text.replace('true', 'false'))
  expect(mask(text, { pointer: '/e', field: field() })).toBe(text)
  expect(mask(text, { pointer: '/a/x', field: field() })).toBe(text)
})

test('all leaves of an object or array that is masked as a whole, and the names of its members stay', () => {
  expect(mask('{"data":{"a":["s",2,{}],"b":false},"x":"y"}', { pointer: '/data', field: field('last_four') })).toBe(
    '{"data":{"a":["<last_four s 00000000000a]",0,{}],"b":false},"x":"y"}',
  )
})

test('an asterisk is any name or index; names with slashes and tildes are escaped', () => {
  const text = '{"items":[{"s":"1"},{"s":"2","t":"3"}],"a/b":{"~":"4"}}'
  expect(mask(text, { pointer: '/items/*/s', field: field() }, { pointer: '/a~1b/~0', field: field() })).toBe(
    '{"items":[{"s":"<fixed 1 00000000000a]"},{"s":"<fixed 2 00000000000a]","t":"3"}],"a/b":{"~":"<fixed 4 00000000000a]"}}',
  )
})

test('a key is meant at any depth, in any case of its letters, however it is written', () => {
  expect(
    mask('[{"Password":"1"},{"a":{"pass\\u0077ord":"2","passwords":"3"}}]', { key: 'password', field: field() }),
  ).toBe('[{"Password":"<fixed 1 00000000000a]"},{"a":{"pass\\u0077ord":"<fixed 2 00000000000a]","passwords":"3"}}]')
  expect(mask('{"ключ":"1"}', { key: 'КЛЮЧ', field: field() })).toBe('{"ключ":"<fixed 1 00000000000a]"}')
})

test.each([
  ['{"a":1,"gone":{"x":["}",{}]},"b":2}', '{"a":1,"b":2}'],
  ['{ "gone" : "x" , "b" : 2 }', '{  "b" : 2 }'],
  ['{"a":1, "gone":1}', '{"a":1}'],
  ['{"gone":1}', '{}'],
  ['{"gone":1,"gone":2, "b":{"gone":3}}', '{ "b":{}}'],
  ['[{"gone":true},[],{"x":{"gone":[1,2]}}]', '[{},[],{"x":{}}]'],
])('what is taken out of %s leaves %s', (text, left) => {
  expect(mask(text, { key: 'gone', field: field('remove') })).toBe(left)
})

test('a member of an array can be taken out, and the whole of a text', () => {
  expect(mask('[1, 2, 3]', { pointer: '/0', field: field('remove') })).toBe('[ 2, 3]')
  expect(mask('[1, 2, 3]', { pointer: '/1', field: field('remove') })).toBe('[1, 3]')
  expect(mask('["a"]\n{"b":1}', { pointer: '', field: field('remove') })).toBe('null\nnull')
})

test('texts one after another, with a record separator or a byte-order mark', () => {
  const target: Target = { pointer: '/s', field: field() }
  expect(mask('{"s":"1"}\n{"s":"2"}\n', target)).toBe(
    '{"s":"<fixed 1 00000000000a]"}\n{"s":"<fixed 2 00000000000a]"}\n',
  )
  expect(mask('\x1e{"s":"1"}\n\x1e3\n', target)).toBe('\x1e{"s":"<fixed 1 00000000000a]"}\n\x1e3\n')
  expect(mask('\ufeff{"s":1}', target)).toBe('\ufeff{"s":0}')
  expect(mask('12', { pointer: '', field: field() })).toBe('0')
})

test('numbers that are secrets by themselves become nought', () => {
  const isSecret = (digits: string) => digits === '4111111111111111'
  expect(
    redactAnyhow(
      () => createJsonRedactor(targetsOf([]), isSecret),
      '{"card":4111111111111111,"n":[411,4111111111111111]}',
    ),
  ).toBe('{"card":0,"n":[411,0]}')
})

test('a long value is replaced without being held, however its escapes are cut', () => {
  const written = 'é\\n\\ud83d\\ude00x'.repeat(20_000)
  const make = () => createJsonRedactor(targetsOf([{ key: 's', field: field() }]), null)
  const expected = JSON.stringify({ s: `<fixed ${JSON.parse(`"${written}"`)} 00000000000a]` })
  for (const size of [1_000, 4_099, 65_536, 70_001, 1_000_000]) {
    expect(redact(make(), `{"s":"${written}"}`, size) === expected).toBe(true)
  }
})

test.each(['{"a":}', '{a:1}', '[1,]', '{"a" 1}', '[}', 'hello', '{"a":1', '"abc', '{"a":"\\q"}', ")]}'{}"])(
  '%s is not JSON: it is refused',
  (text) => {
    for (const size of [1, 3, 100]) {
      expect(() => redact(createJsonRedactor(targetsOf([{ key: 'a', field: field() }]), null), text, size)).toThrow(
        expect.objectContaining({ code: 'ERR_UNMASKABLE' }),
      )
    }
  },
)

test('what is too deep, and a name that is too long, are refused: both would be held', () => {
  const targets = targetsOf([{ key: 'a', field: field('remove') }])
  expect(() => redact(createJsonRedactor(targets, null), '['.repeat(5_000))).toThrow('too deep')
  for (const size of [1_000, 1_000_000]) {
    expect(() => redact(createJsonRedactor(targets, null), `{"${'x'.repeat(70_000)}"`, size)).toThrow('too long')
  }
})

test('of any document, exactly what is meant is masked, whatever the chunks', () => {
  const names = fc.constantFrom('a', 'b', 'secret', 'x/y', 'ü"', '')
  const { document } = fc.letrec<{ document: unknown }>((tie) => ({
    document: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(true, false, null),
      fc.array(tie('document'), { maxLength: 4 }),
      fc.dictionary(names, tie('document'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(document, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 2 }), (value, size, space) => {
      const targets: Target[] = [
        { key: 'secret', field: field('remove') },
        { pointer: '/a/*/b', field: field() },
      ]
      const text = JSON.stringify(value, null, space)
      const redacted = redact(createJsonRedactor(targetsOf(targets), null), text, size)
      expect(JSON.parse(redacted)).toEqual(masked(JSON.parse(text), []))
      const untouched = redact(createJsonRedactor(targetsOf([{ key: 'other', field: field() }]), null), text, size)
      expect(untouched).toBe(text)
    }),
    { numRuns: 500 },
  )
})

/** The same, by the obvious way. */
function masked(value: unknown, path: readonly string[], within = false): unknown {
  const meant = within || (path.length === 3 && path[0] === 'a' && path[2] === 'b')
  if (Array.isArray(value)) return value.map((member, index) => masked(member, [...path, String(index)], meant))
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([name]) => meant || name !== 'secret')
    return Object.fromEntries(members.map(([name, member]) => [name, masked(member, [...path, name], meant)]))
  }
  if (!meant || value === null) return value
  if (typeof value === 'string') return `<fixed ${Buffer.from(value)} 00000000000a]`
  return typeof value === 'number' ? 0 : false
}
