import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { canonicalJson } from '../../src/policy/canonical.ts'
import { folderOf, needingOpa, runOpa } from './real-opa.ts'

/** JSON as somebody writes it, and as it is hashed. */
const CASES: readonly (readonly [what: string, json: string, canonical: string])[] = [
  ['white space', ' {\n "b" : [ 1 , 2 ] ,\t"a" : { } }\r\n', '{"a":{},"b":[1,2]}'],
  ['words', '[null,true,false]', '[null,true,false]'],
  ['numbers', '[1,1.0,-0,1e3,1E+3,0.10,1e400]', '[1,1.0,-0,1e3,1E+3,0.10,1e400]'],
  [
    'large numbers',
    '[9007199254740993,123456789012345678901234567890]',
    '[9007199254740993,123456789012345678901234567890]',
  ],
  ['what HTML gives a meaning', '{"<&>":"<script>&amp;"}', '{"<&>":"<script>&amp;"}'],
  ['line and paragraph separators', '"a\u2028b\u2029c\\u2028"', '"a\\u2028b\\u2029c\\u2028"'],
  [
    'control characters',
    '"\\u0000\\u0008\\f\\n\\r\\t\\u001f\u007f\\/\\"\\\\"',
    '"\\u0000\\b\\f\\n\\r\\t\\u001f\u007f/\\"\\\\"',
  ],
  ['other characters', '"é\\u00e9 \\ud83d\\ude00 😀 \ufffd"', '"éé 😀 😀 \ufffd"'],
  [
    'keys by their bytes',
    '{"\ufb01":1,"😀":2,"é":3,"b":4,"a":5,"B":6,"10":7,"9":8}',
    '{"10":7,"9":8,"B":6,"a":5,"b":4,"é":3,"\ufb01":1,"😀":2}',
  ],
  [
    'the key that is every object’s',
    '{"__proto__":{"a":1.0},"constructor":2.0}',
    '{"__proto__":{"a":1.0},"constructor":2.0}',
  ],
  ['keys that are there twice', '{"a":1.0,"b":{"x":1},"a":2.0,"b":{"y":2.0}}', '{"a":2.0,"b":{"y":2.0}}'],
  ['keys that are the same once they are read', '{"\\u0061":1.0,"a":2.00}', '{"a":2.00}'],
  ['lists in lists', '[[],[[]],{"a":[{}]}]', '[[],[[]],{"a":[{}]}]'],
]

test.each(CASES)('%s', (_what, json, canonical) => {
  expect(canonicalJson(json)).toBe(canonical)
})

needingOpa().each(CASES)('%s: OPA hashes the same', (_what, json, canonical) => {
  const folder = folderOf({ 'data.json': json, secret: 'any' })
  runOpa(folder, 'sign', '--signing-alg', 'HS256', '--signing-key', 'secret', '--bundle', '.')
  const { signatures } = JSON.parse(readFileSync(join(folder, '.signatures.json'), 'utf8')) as { signatures: [string] }
  const { files } = decodeJwt<{ files: { name: string; hash: string }[] }>(signatures[0])
  const hash = createHash('sha256').update(canonical).digest('hex')
  expect(files).toContainEqual({ name: 'data.json', hash, algorithm: 'SHA-256' })
})

test.each([
  ['no JSON', '{"a":1,}', /JSON/],
  ['YAML', 'a: 1', /JSON/],
  ['a byte order mark', '\ufeff{}', /JSON/],
  ['half a surrogate pair', '{"a":"\\ud83d"}', /It holds half a surrogate pair, which is no character\./],
  ['half a surrogate pair in a key', '{"\\ude00":1}', /It holds half a surrogate pair, which is no character\./],
])('%s is refused', (_what, json, why) => {
  expect(() => canonicalJson(json)).toThrow(why)
})
