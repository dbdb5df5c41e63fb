import type { CustomDetector } from '../core/detector.ts'
import { token } from './pattern.ts'
import type { Rule } from './rule.ts'

/** The rule for an operator's own detector. Throws a TypeError for a pattern that is none, or has no keyword. */
export function customRule({ name, title, pattern, examples, lookalikes }: CustomDetector): Rule<'custom'> {
  return {
    name,
    title,
    confidence: 'custom',
    shapes: [token(pattern)],
    examples: () => examples,
    lookalikes: () => lookalikes,
  }
}
