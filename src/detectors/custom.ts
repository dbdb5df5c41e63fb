import type { CustomDetector } from '../core/detector.ts'
import { beginsWord, tableOf } from './bytes.ts'
import { planFinder } from './finder.ts'
import { endOf, readPattern, token } from './pattern.ts'
import { note } from './place.ts'
import type { Rule, Shape } from './rule.ts'

/** How far behind its keyword a value may begin. */
const LONGEST_GAP = 16
/** The longest text that a pattern may match, and the longest keyword. */
const LONGEST = 4096
const LONGEST_KEYWORD = 64

const gap = tableOf('\\s"\'=:.#\\-()>\\\\')

const made = new WeakMap<CustomDetector, Rule<'custom'>>()

/** The rule for an operator's own detector, the same for the same. Throws what {@link problemsOf} says. */
export function customRule(detector: CustomDetector): Rule<'custom'> {
  const before = made.get(detector)
  if (before !== undefined) return before
  const { name, title, pattern, keywords, examples, lookalikes } = detector
  const length = readPattern(pattern).steps.reduce((sum, { most }) => sum + most, 0)
  if (!(length <= LONGEST)) throw new TypeError(`it may match ${length} bytes, and at most ${LONGEST} are looked at`)
  const rule: Rule<'custom'> = {
    ...{ name, title, confidence: 'custom' },
    shapes: [keywords === undefined ? token(pattern) : behind(keywords, pattern)],
    ...{ examples: () => examples, lookalikes: () => lookalikes },
  }
  made.set(detector, rule)
  return rule
}

/** A pattern close behind a keyword, with nothing but spaces and signs between them. */
function behind(keywords: readonly string[], source: string): Shape {
  const wrong = keywords.find((keyword) => !/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(keyword) || keyword.length < 3)
  if (wrong !== undefined) throw new TypeError(`"${wrong}" is no keyword of three visible characters or more`)
  if (keywords.some(({ length }) => length > LONGEST_KEYWORD)) throw new TypeError('a keyword is too long')
  if (keywords.length === 0) throw new TypeError('it has no keyword')
  const pattern = readPattern(source)
  return {
    keywords: keywords.map((keyword) => keyword.toLowerCase()),
    match(bytes, at, after, place) {
      if (!beginsWord(bytes, at)) return false
      let start = after
      while (start < after + LONGEST_GAP && start < bytes.length && gap[bytes[start]!] === 1) start++
      note(place, start)
      place.looked += start - after
      return endOf(pattern, bytes, start, place) >= 0
    },
  }
}

/**
 * What is wrong with a detector, a sentence each: a pattern that can't be read, an example that it doesn't find exactly,
 * a look-alike in which it finds something.
 */
export function problemsOf(detector: CustomDetector): string[] {
  const { name, examples, lookalikes } = detector
  let rule: Rule<'custom'>
  try {
    rule = customRule(detector)
  } catch (thrown) {
    return [`Detector "${name}": its pattern can't be used: ${(thrown as Error).message}.`]
  }
  const plan = planFinder([rule])
  const found = (text: string): string[] => {
    const values: string[] = []
    plan.create(false).look(Buffer.from(text), true, ({ value }) => void values.push(value.toString()))
    return values
  }
  return [
    ...examples.flatMap((example) => {
      const [before, secret, after] = example.includes('«') ? example.split(/[«»]/) : ['', example, '']
      const values = found(`${before}${secret}${after}`)
      if (values.length === 1 && values[0] === secret) return []
      const instead = values.length === 0 ? 'nothing' : values.map((value) => `"${value}"`).join(', ')
      return [`Detector "${name}" finds ${instead} in its example "${example}".`]
    }),
    ...lookalikes.flatMap((lookalike) =>
      found(lookalike).map((value) => `Detector "${name}" finds "${value}" in its look-alike "${lookalike}".`),
    ),
  ]
}
