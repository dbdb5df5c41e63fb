import { createWords, queryOf } from '../../src/core/words.ts'

const words = (text: string) => {
  const made = createWords()
  made.add(text)
  return [...made.all].toSorted()
}

test.each([
  ['Orders/17', ['17', 'orders', 'orders/17']],
  ['src/app.ts', ['app', 'app.ts', 'src', 'src/app', 'ts']],
  ['not found, or-else', ['else', 'found', 'not', 'or', 'or-else']],
  ['a\nb', ['a', 'b']],
  ['"id":17', ['17', 'id']],
  ['snake_case Grüße 会社', ['grüße', 'snake_case', '会社']],
  ['\u0000 \ud800 -- 😀', []],
  ['x'.repeat(200), ['x'.repeat(128)]],
])('%j has the words %j', (text, expected) => {
  expect(words(text)).toEqual(expected)
})

test('facets are no words, and kept as they are', () => {
  const made = createWords()
  made.addFacet('agent', 'Shop-Bot\u0000\ud800')
  made.addFacet('rule', 'x'.repeat(1_000))
  expect([...made.all]).toEqual(['=agent:Shop-Bot\ufffd\ufffd', `=rule:${'x'.repeat(500)}`])
})

test('all words of one exchange are bounded', () => {
  const made = createWords()
  for (let n = 0; n < 300; n++) made.add(Array.from({ length: 1_000 }, (_, at) => `w${n}x${at}`).join(' '))
  const bytes = [...made.all].reduce((sum, word) => sum + Buffer.byteLength(word), 0)
  expect(bytes).toBeGreaterThan(786_000)
  expect(bytes).toBeLessThan(787_000)
})

test.each([
  ['orders/17', "'orders' & '17' & 'orders/17'"],
  ["can't", "'can' & 't' & 'can''t'"],
  ['a\\b', "'a' & 'b' & 'a\\\\b'"],
  ['Order* here', "'order':* & 'here'"],
  ['acme/sh*', "'acme' & 'sh':* & 'acme/sh':*"],
  ['two two', "'two'"],
  ['***', null],
])('the text %j is looked for as %j', (text, query) => {
  expect(queryOf({ facets: [], text })).toBe(query)
})

test('facets are looked for whole, or by their beginning', () => {
  const facets = [
    ['operation', 'git.*'],
    ['agent', "o'bot\\"],
  ] as const
  expect(queryOf({ facets, text: 'x' })).toBe("'=operation:git.':* & '=agent:o''bot\\\\' & 'x'")
  expect(queryOf({ facets: [], text: null })).toBeNull()
})
