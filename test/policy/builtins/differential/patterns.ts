import fc from 'fast-check'
import { type Cases, either, joined, row, sample } from './sample.ts'

const atoms = [
  ...[
    'a',
    'b',
    'c',
    'ab',
    '.',
    'é',
    '😀',
    '[ab]',
    '[^a]',
    '[a-c]',
    '\\d',
    '\\w',
    '\\s',
    '\\W',
    '\\b',
    '\\B',
    '^',
    '$',
    '\\.',
    '\\A',
    '\\z',
  ],
  ...[
    '(?i)',
    '(?s).',
    '(?m)^',
    '[[:alpha:]]',
    '\\pL',
    '\\p{Greek}',
    '\\PN',
    '\\x61',
    '\\Qa.b\\E',
    '[é-ü]',
    '[\\d-]',
    '[]a]',
    '(?i:K)',
    'ſ',
  ],
  ...['\\n', '{', '}', ']', '\\', '(?', '\\C', '[a', '(?<n>a)', '\\1', '0', '_', 'x*'],
]
const quantifiers = [
  '',
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{1,2}',
  '{2,}',
  '{,2}',
  '{1001}',
  '{2}{3}',
  '**',
]
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    row(atoms, quantifiers),
    row(['(', '(?:', '(?i:', '(?U:'], tie('pattern'), ['', '|'], tie('pattern'), [')'], quantifiers),
    row(tie('pattern'), tie('pattern')),
    row(tie('pattern'), ['|'], tie('pattern')),
    row(['^'], tie('pattern'), ['$']),
  ),
}))
const text = joined(
  ['a', 'b', 'c', 'B', 'K', 'k', '0', ' ', '\n', 'é', 'É', '😀', '_', '.', 'ſ', 'σ', 'ς', 'a.b', '\u212a'],
  10,
)
const most = fc.constantFrom(-1, 0, 1, 2, 3)
const replacement = joined(
  ['$1', '${'.concat('1}'), '$n', '${'.concat('n}'), '$$', '$', 'x', '$1x', '${', '$0', '$10', 'é', '}'],
  4,
)
const template = row(text, ['<', '<', '{', '<<'], pattern, ['>', '>', '}'], text)
const ranges = [
  'a',
  'b',
  '.',
  '[a-c]',
  '[b-d]',
  '[xyz]',
  '\\.',
  '\\*',
  '[^a]',
  '[a-]',
  '[',
  'é',
  '[a\\]]',
  '[]',
  '\\',
  '*',
]
const intersected = fc.array(row(ranges, ['', '', '', '+', '*']), { maxLength: 5 }).map((parts) => parts.join(''))

const glob = joined(
  [
    ...[
      'a',
      'b',
      'c',
      '/',
      '.',
      '*',
      '**',
      '?',
      'ab',
      'a/',
      '[ab]',
      '[!a]',
      '[a-c]',
      '{a,b}',
      '{a*,**/b}',
      '{,a}',
      '{}',
      '{**,?}',
      '\\*',
    ],
    ...[
      'é',
      '😀',
      '[é😀]',
      '[',
      '{',
      '}',
      ',',
      '[]',
      '[a-',
      '[-a]',
      '[\\-a]',
      '[a\\]]',
      '[!]',
      '{a',
      '***',
      '{a,{b,c}}',
    ],
  ],
  7,
)
const path = joined(['a', 'b', 'c', '/', '.', 'é', '😀', '-', ']', '*', ',', '}'], 9)
const delimiters = fc.constantFrom(null, null, [], ['/'], ['/'], ['.', '/'], ['a'], ['😀'], ['ab'], [''])

/** Builtins of patterns. */
export const patternCases: Cases = {
  'regex.match': sample(fc.tuple(pattern, text), 1500),
  'regex.is_valid': sample(fc.tuple(pattern), 300),
  'regex.split': sample(fc.tuple(pattern, text), 300),
  'regex.find_n': sample(fc.tuple(pattern, text, most), 300),
  'regex.find_all_string_submatch_n': sample(fc.tuple(pattern, text, most), 500),
  'regex.replace': sample(fc.tuple(text, pattern, replacement), 500),
  'regex.template_match': sample(
    fc.tuple(
      either(['a<[ab]>c'], template),
      either(['abc'], text),
      fc.constantFrom('<', '<', '{', '', 'é'),
      fc.constantFrom('>', '>', '}'),
    ),
  ),
  'regex.globs_match': sample(fc.tuple(intersected, intersected), 500),
  'glob.match': sample(
    fc.tuple(
      fc.oneof(glob, row(['**/', 'src/', ''], glob, ['', '*.ts', '/**'])),
      delimiters,
      fc.oneof(path, row(['src/', 'a/'], path, ['', '.ts'])),
    ),
    1500,
  ),
  'glob.quote_meta': sample(fc.tuple(glob)),
}
