import { clean, counted, escaped, fitting } from '../../../src/approvals/slack/text.ts'

test.each([
  ['one line of\n\tmany', 'one line of many'],
  ['nul\0 bell\x07 escape\x1b[31m', 'nul\ufffd bell\ufffd escape\ufffd[31m'],
  ['turned \u202egnp.exe', 'turned \ufffdgnp.exe'],
  ['isolated \u2066a\u2069', 'isolated \ufffda\ufffd'],
  ['zero\u200bwidth\ufeff', 'zero\ufffdwidth\ufffd'],
  ['tags \u{e0041}', 'tags \ufffd'],
  ['half \ud83d', 'half \ufffd'],
  ['  kept: Käse, 日本語, 🎉 ', 'kept: Käse, 日本語, 🎉'],
])('%j is shown as %j', (text, shown) => {
  expect(clean(text, 100)).toBe(shown)
})

test('what is too long ends in an ellipsis, and in no half character', () => {
  expect(clean('abcdef', 6)).toBe('abcdef')
  expect(clean('abcdefg', 6)).toBe('abcde…')
  expect(clean('abcd🎉g', 6)).toBe('abcd…')
})

test('Slack’s three characters are escaped', () => {
  expect(escaped('<!channel> & <@U1> <https://evil.test|safe> &lt;')).toBe(
    '&lt;!channel&gt; &amp; &lt;@U1&gt; &lt;https://evil.test|safe&gt; &amp;lt;',
  )
})

test('as many lines as fit, and a count of the others', () => {
  const lines = ['aaaa', 'bbbb', 'cccc']
  expect(fitting(lines, { lines: 3, characters: 100 })).toBe('aaaa\nbbbb\ncccc')
  expect(fitting(lines, { lines: 2, characters: 100 })).toBe('aaaa\nbbbb\n… and 1 more')
  expect(fitting(lines, { lines: 3, characters: 40 })).toBe('aaaa\nbbbb\n… and 1 more')
  expect(fitting([], { lines: 3, characters: 40 })).toBe('')
})

test('counts have their nouns', () => {
  expect([counted(0, 'commit'), counted(1, 'commit'), counted(2, 'commit')]).toEqual([
    '0 commits',
    '1 commit',
    '2 commits',
  ])
})
