import { planFinder } from '../../../src/detectors/index.ts'
import { completed, personal } from '../../../src/detectors/rules/personal.ts'

const plan = planFinder(personal)

/** What the rules find in a text, in pieces of so many bytes. */
function findings(text: string, size: number): { rule: string; value: string }[] {
  const finder = plan.create(false)
  const found: { rule: string; value: string }[] = []
  const bytes = Buffer.from(text)
  for (let at = size; ; at += size) {
    const final = at >= bytes.length
    finder.look(bytes.subarray(0, at), final, ({ rule, value }) => {
      found.push({ rule: rule.name, value: value.toString() })
    })
    if (final) return found
  }
}

describe.each(personal.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  test.each(rule.examples())('example %s', (example) => {
    const [before, secret, after] = example.includes('«') ? example.split(/[«»]/) : ['', example, '']
    for (const [left, right] of [
      ['', ''],
      ['on 12 May: ', ', 2 or 3.\n'],
      ['"', '"'],
    ]) {
      for (const size of [1, 5, 1000]) {
        expect(findings(`${left}${before}${secret}${after}${right}`, size)).toEqual([{ rule: name, value: secret }])
      }
    }
  })

  test.each(rule.lookalikes())('look-alike %s', (lookalike) => {
    for (const size of [1, 1000]) {
      expect(findings(`a ${lookalike} b`, size).filter((one) => one.rule === name)).toEqual([])
    }
  })
})

test('a number that nothing completes is none', () => {
  expect(() => completed('1#', () => false)).toThrow(TypeError)
})
