import { fetchArguments, MOST_WANTS, NOTHING } from '../../../src/protocols/git/fetch-arguments.ts'

const OID = '1'.repeat(40)

function wanted(...lines: string[]) {
  const found = fetchArguments()
  for (const line of lines) expect(found.take(line)).toBe(true)
  return found.wanted(false)
}

test('no argument asks for nothing', () => {
  expect(wanted()).toEqual(NOTHING)
})

test('depth, in every form that it has', () => {
  expect(wanted(`shallow ${OID}`, `shallow ${OID}`).shallow).toMatchObject({ boundary: 2, deepen: null })
  expect(wanted('deepen 2147483647').shallow).toMatchObject({ boundary: 0, deepen: 2147483647 })
  expect(wanted('deepen-since 1700000000').shallow).toMatchObject({ deepen_since: 1_700_000_000 })
  expect(wanted('deepen-not v1.0', 'deepen-not refs/tags/v2').shallow).toMatchObject({
    deepen_not: ['v1.0', 'refs/tags/v2'],
  })
})

test('what is none of a fetch is left to its reader', () => {
  const found = fetchArguments()
  for (const line of ['done', 'have x', 'wants x', '', 'deepen']) expect(found.take(line)).toBe(false)
})

test('what is wanted twice is listed once', () => {
  expect(wanted(`want ${OID}`, `want ${'2'.repeat(40)}`, `want ${OID}`).wants).toEqual([OID, '2'.repeat(40)])
})

test('refs count among the wants', () => {
  const found = fetchArguments()
  for (let at = 0; at < MOST_WANTS; at++) found.wantRef(`refs/tags/v${at}`)
  expect(found.wanted(false)).toMatchObject({ truncated: false })
  found.take(`want ${OID}`)
  expect(found.wanted(false)).toMatchObject({ wants: [], truncated: true })
})

test.each([
  ['deepen 0', 'The fetch has a "deepen" that is no number.'],
  ['deepen 1 ', 'The fetch has a "deepen" that is no number.'],
  ['deepen-since yesterday', 'The fetch has a "deepen-since" that is no number.'],
  ['deepen-not a b', 'The fetch has a "deepen-not" that names no ref.'],
  ['shallow HEAD', 'A shallow line of the fetch names something that is no object name.'],
  [`want ${OID} x`, 'A want of the fetch names something that is no object name.'],
])('%j is refused', (line, message) => {
  expect(() => fetchArguments().take(line)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})

test.each(['deepen 1', 'deepen-since 1', 'filter tree:0'])('%j is refused a second time', (line) => {
  const found = fetchArguments()
  found.take(line)
  expect(() => found.take(line)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
})
