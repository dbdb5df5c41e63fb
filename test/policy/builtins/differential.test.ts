import type { Builtin, Value } from '../../../src/policy/builtins/builtin.ts'
import { decode, encode } from '../../../src/policy/builtins/codec.ts'
import { builtins } from '../../../src/policy/builtins/index.ts'
import { needingOpa } from '../real-opa.ts'
import { documentCases } from './differential/documents.ts'
import { askOpa, asPrinted } from './differential/opa.ts'
import { patternCases } from './differential/patterns.ts'
import { placeCases } from './differential/places.ts'
import type { Cases } from './differential/sample.ts'
import { textCases } from './differential/texts.ts'
import { timeCases } from './differential/times.ts'

const cases: Cases = { ...textCases, ...patternCases, ...placeCases, ...timeCases, ...documentCases }
const check = needingOpa()
const REFUSED = 'refused'

/** As the module's calls do it: by the texts that cross the border. */
function ask({ notation, call }: Builtin, operands: readonly Value[]): Value | undefined | typeof REFUSED {
  try {
    const answer = call(() => {}, ...operands.map((each) => decode(encode(each, notation), notation)))
    return answer === undefined ? undefined : decode(encode(answer, notation), notation)
  } catch {
    return REFUSED
  }
}

const answers = check === test ? await askOpa(cases) : {}

test('every builtin is compared, but for those of one name', () => {
  expect([...builtins.keys()].filter((name) => !(name in cases))).toEqual(['re_match'])
})

check.each(Object.keys(cases))('%s answers as OPA does, or refuses to', (name) => {
  const builtin = builtins.get(name)!
  const differences = cases[name]!.flatMap((operands, index) => {
    const [ours, theirs] = [ask(builtin, operands), answers[name]![index]]
    if (ours === REFUSED || textOfAnswer(ours) === textOfAnswer(theirs)) return []
    return [{ operands: operands.map(asPrinted), ours: asPrinted(ours), theirs: asPrinted(theirs) }]
  })
  expect(differences).toEqual([])
})

check.each(Object.keys(cases))('%s refuses few, and OPA has an answer to many', (name) => {
  const all = cases[name]!
  const refused = all.filter((operands) => ask(builtins.get(name)!, operands) === REFUSED)
  const answered = answers[name]!.filter((answer) => answer !== undefined)
  expect(refused.length).toBeLessThan(all.length / 4)
  expect(answered.length).toBeGreaterThan(all.length / 20)
})

function textOfAnswer(value: Value | undefined): string | undefined {
  return JSON.stringify(asPrinted(value))
}
