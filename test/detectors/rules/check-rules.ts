import type { Rule } from '../../../src/detectors/index.ts'
import { createScanner } from '../../../src/detectors/index.ts'

const scanner = createScanner()

/** What the scanner finds in a text, with all rules at work. */
export function findings(text: string): { rule: string; value: string }[] {
  return scanner.scan(Buffer.from(text)).found.map(({ rule, value }) => ({ rule, value }))
}

/** A test for each rule: its examples are found, by it and exactly, and its look-alikes by no provider's rule, nor by it. */
export function checkRules(rules: readonly Rule[]): void {
  describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
    test.each(rule.examples().map((example, at) => [at, example] as const))('example %d', (_, example) => {
      const [before, secret, after] = example.includes('«') ? example.split(/[«»]/) : ['', example, '']
      for (const [left, right] of [
        ['', ''],
        ['first\n\t', '\nlast\n'],
        ['"line\\n', '\\n"'],
      ]) {
        expect(findings(`${left}${before}${secret}${after}${right}`)).toEqual([{ rule: name, value: secret }])
      }
    })

    test.each(rule.lookalikes().map((lookalike, at) => [at, lookalike] as const))('look-alike %d', (_, lookalike) => {
      const own =
        rule.confidence === 'generic' ? findings(lookalike) : findings(lookalike).filter((one) => one.rule === name)
      expect(own).toEqual([])
    })

    test('says what it is', () => {
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      expect(rule.examples().length).toBeGreaterThan(0)
      expect(rule.lookalikes().length).toBeGreaterThan(0)
      for (const { keywords } of rule.shapes) {
        expect(keywords.every((keyword) => keyword.length >= 3 && keyword === keyword.toLowerCase())).toBe(true)
      }
    })
  })
}
