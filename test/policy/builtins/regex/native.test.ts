import fc from 'fast-check'
import { RE2JS } from 're2js'
import { LONGEST_NATIVE_TEXT, nativeOf } from '../../../../src/policy/builtins/regex/native.ts'

test('a simple pattern is translated so that it means the same', () => {
  expect(nativeOf('^v\\d+(?:\\.\\d+){2}$')?.source).toBe('^(?:v[0-9]+(?:\\u{2e}[0-9]+){2})$')
  expect(nativeOf('^[^/\\s]+/.*')?.source).toBe('^(?:[^\\u{2f}\\t\\n\\f\\r ]+\\u{2f}[^\\n]*)')
})

test('anything else is left alone', () => {
  for (const pattern of [
    'a',
    '^a|b$',
    '^(?i)a',
    '^\\bfoo',
    '^[[:alpha:]]',
    '^\\pL',
    '^a{,3}',
    '^(?P<n>a)',
    '^a$b',
    '^\\x41',
    '^[]a]',
  ]) {
    expect(nativeOf(pattern)).toBeNull()
  }
})

test('texts for it are bounded, for a loop takes space', () => {
  expect(nativeOf('^(?:-[a-z]+)*$')!.test('-a'.repeat(LONGEST_NATIVE_TEXT / 2))).toBe(true)
})

test('it answers as re2js does, for patterns of which one way leads on', () => {
  const atoms = ['a', 'b', '-', '.', '\\.', '[a-c]', '[^a]', '[\\d-]', '\\w', '\\S', 'é', '[é-ü😀]', '\\\\', '[$.]']
  const quantifiers = ['', '', '', '*', '+', '?', '+?', '{2}', '{1,3}', '{2,}']
  const atom = fc.tuple(fc.constantFrom(...atoms), fc.constantFrom(...quantifiers)).map((parts) => parts.join(''))
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
      fc
        .tuple(
          fc.constantFrom('(', '(?:'),
          tie('pattern'),
          fc.constant('|'),
          tie('pattern'),
          fc.constantFrom(')', ')*', ')?'),
        )
        .map((parts) => parts.join('')),
    ),
  }))
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', '-', '.', '1', 'é', '😀', '\n', '\\', '$', '\u2028'),
    maxLength: 8,
  })
  let compared = 0
  fc.assert(
    fc.property(pattern, fc.constantFrom('', '$'), text, (body, end, each) => {
      const re = RE2JS.compile(`^${body}${end}`)
      const native = re.re2().onepass === null ? null : nativeOf(`^${body}${end}`)
      if (native === null) return
      compared += 1
      expect(native.test(each)).toBe(re.test(each))
    }),
    { seed: 1, numRuns: 3000 },
  )
  expect(compared).toBeGreaterThan(500)
})
