import type { Spend } from '../builtin.ts'
import { compile, type Pattern } from './compile.ts'

const META = /[\\.+*?()|[\]{}^$]/g

/**
 * The pattern of a template such as `urn:foo:<.*>`: text as it is, and patterns between the delimiters, one ASCII
 * character each. Null if the delimiters don't pair off or a pattern isn't valid. Source: OPA's v1/topdown/regex_template.go.
 */
export function compileTemplate(spend: Spend, template: string, open: string, close: string): Pattern | null {
  const parts = partsOf(template, open, close)
  if (parts === null) return null
  const valid = parts.every(({ pattern }) => pattern === null || compile(spend, `^${pattern}$`) !== null)
  if (!valid) return null
  const whole = parts.map(({ text, pattern }) => text.replace(META, '\\$&') + (pattern === null ? '' : `(${pattern})`))
  return compile(spend, `^${whole.join('')}$`)
}

interface Part {
  readonly text: string
  readonly pattern: string | null
}

function partsOf(template: string, open: string, close: string): Part[] | null {
  const parts: Part[] = []
  let [level, start, end] = [0, 0, 0]
  for (let index = 0; index < template.length; index += 1) {
    if (template[index] === open) {
      level += 1
      if (level === 1) start = index
    } else if (template[index] === close) {
      level -= 1
      if (level < 0) return null
      if (level > 0) continue
      parts.push({ text: template.slice(end, start), pattern: template.slice(start + 1, index) })
      end = index + 1
    }
  }
  return level === 0 ? [...parts, { text: template.slice(end), pattern: null }] : null
}
