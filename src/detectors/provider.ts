import { named } from './named.ts'
import { token } from './pattern.ts'
import { looksRandom } from './plausible.ts'
import type { Rule, Shape } from './rule.ts'
import { maskOf, sampleOf } from './sample.ts'

/** What a value is called, and what it is. */
export interface NamedValue {
  readonly names: readonly string[]
  readonly value: string
}

/** A provider's secrets: patterns of tokens, and values that only their names tell. */
export interface Provider {
  readonly name: string
  readonly title: string
  readonly tokens?: readonly string[]
  readonly named?: readonly NamedValue[]
  /** Besides that it looks random. */
  readonly verify?: (value: string) => boolean
  /** See {@link Rule}. */
  readonly hides?: readonly Shape[]
  readonly examples?: () => readonly string[]
  readonly lookalikes?: () => readonly string[]
}

/** The rule for a provider. Unless it gives its own, examples are made from its patterns. */
export function provider({
  name,
  title,
  tokens = [],
  named: values = [],
  verify,
  hides,
  examples,
  lookalikes,
}: Provider): Rule {
  return {
    name,
    title,
    confidence: 'provider',
    shapes: [...tokens.map(token), ...values.map(({ names, value }) => named(names, value))],
    ...(hides === undefined ? {} : { hides }),
    verify: (value) => looksRandom(value) && (verify === undefined || verify(value)),
    examples:
      examples ??
      (() => [
        ...tokens.map(marked(sampleOf)),
        ...values.map(({ names, value }) => `${names[0]}_key = "«${sampleOf(value)}»"`),
      ]),
    lookalikes: () => [
      ...tokens.map((source) => plain(marked(maskOf)(source))),
      ...tokens.slice(0, 1).map((source) => plain(marked(sampleOf)(source)).slice(0, -2)),
      ...values.map(({ names, value }) => `${names[0]}_id = "${sampleOf(value)}"`),
      ...(lookalikes?.() ?? []),
    ],
  }
}

/** The text that is made of a pattern, with the marks where the pattern has its parentheses. */
function marked(make: (source: string) => string): (source: string) => string {
  return (source) => {
    const [, before = '', secret = source, after = ''] = /^(.*?)\((.*)\)(.*)$/.exec(source) ?? []
    return `${make(before)}«${make(secret)}»${make(after)}`
  }
}

const plain = (text: string) => text.replace(/[«»]/g, '')
