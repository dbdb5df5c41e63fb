import fc from 'fast-check'
import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { type Cases, either, json, number, rego, row, sample, scalar, setOf, text } from './sample.ts'

const node = fc.constantFrom('a', 'b', 'c', 'd')
const edges = fc.oneof(fc.array(node, { maxLength: 3 }), setOf(node), fc.constantFrom<Value>(null, 'x'))
const graph = fc.array(fc.tuple(node, edges), { maxLength: 5 }).map((entries) => new Map(entries))

const path = fc.oneof(
  fc.constantFrom(
    '/a',
    '/b',
    '/a/b',
    '/0',
    '/1',
    '/-',
    '/a/0',
    '/a/-',
    '/a/1',
    'a',
    '//a',
    '/c',
    '/~0',
    '/~1',
    '/01',
    '/-1',
    '/+1',
    '/1.0',
  ),
  fc.array(fc.constantFrom<Value>('a', 'b', 0, 1, '0', '-'), { minLength: 1, maxLength: 3 }),
)
const { document } = fc.letrec<{ document: Value }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    fc.constantFrom<Value>(1, 'x', null, true),
    fc.array(tie('document'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '~', '/'), tie('document')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
}))
const operation = fc
  .record(
    {
      op: fc.constantFrom('add', 'add', 'remove', 'replace', 'move', 'copy', 'test', 'bad'),
      path,
      from: path,
      value: document,
    },
    { requiredKeys: ['op', 'path'] },
  )
  .map((members) => new Map(Object.entries(members)))

const options = fc
  .record(
    { pretty: fc.boolean(), indent: fc.constantFrom('', ' ', '\t', '--'), prefix: fc.constantFrom('', '>', '  ') },
    { requiredKeys: [] },
  )
  .map((members) => new Map<Value, Value>(Object.entries(members)))
const otherOptions = fc.constantFrom<Value>(new Map([['x', 1]]), new Map([['pretty', 1]]), [])

const part = (texts: readonly string[]) =>
  fc.constantFrom(...texts).map((each) => Buffer.from(each).toString('base64url'))
const token = row(
  part(['{"alg":"none"}', '{"a":1.0,"a":2}', '{}', '[]', '{', '{"enc":"x"}']),
  ['.', '.', '.', '..'],
  part(['{"exp":12345678901234567890,"s":"é"}', '{}', '1', '{"a":[1e3,-0]}']),
  ['.', '.', ''],
  either(['', 'e30=', '!', 'a'], part(['sig', '\u0001'])),
)
const written = either(
  ['[1 2]', '[1,]', '{"a":1.0}', '1e3', '-0', ' 1 ', '1 2', '', '"\\u00e9"', '{a:1}', 'nul'],
  json.map(() => '[[],{}]'),
)
const small = fc.integer({ min: -5, max: 40 })

/** Builtins of collections. */
export const documentCases: Cases = {
  'json.marshal': sample(fc.tuple(rego), 400),
  'object.subset': [
    ...sample(fc.tuple(rego, rego), 500),
    ...sample(rego.map((value) => [value, value])),
    ...sample(
      fc.tuple(
        fc.array(fc.constantFrom<Value>('a', 'b', 1), { maxLength: 6 }),
        fc.oneof(
          fc.array(fc.constantFrom<Value>('a', 'b', 1), { maxLength: 2 }),
          setOf(fc.constantFrom<Value>('a', 'b', 1)),
        ),
      ),
      300,
    ),
  ],
  'graph.reachable_paths': sample(fc.tuple(graph, fc.oneof(fc.array(node, { maxLength: 2 }), setOf(node))), 300),
  'numbers.range_step': sample(fc.tuple(small, small, fc.oneof(small, number))),
  'json.patch': sample(fc.tuple(document, fc.array(operation, { maxLength: 3 })), 1500),
  'json.is_valid': sample(fc.tuple(fc.oneof(written, scalar))),
  'json.unmarshal': sample(fc.tuple(written)),
  'json.marshal_with_options': sample(
    fc.tuple(either<Value>(['<a&b>\u2028\u0001\b'], rego, json, text), fc.oneof(options, options, otherOptions)),
    500,
  ),
  'io.jwt.decode': sample(fc.tuple(fc.oneof(token, text)), 300),
}
