import type { Class, Item } from './parse.ts'

const META = /[\\.+*?()|[\]{}^$]/g

/** A pattern as a regular expression in Go's syntax, for what has more braces or steps than is written out. */
export function translate(items: readonly Item[], delimiters: readonly string[]): string {
  const free = delimiters.length === 0 ? '.' : `[^${delimiters.map(escaped).join('')}]`
  const part = (item: Item): string => {
    switch (item.kind) {
      case 'text':
        return item.text.replace(META, '\\$&')
      case 'any':
        return free
      case 'star':
        return item.limited ? `${free}*` : '.*'
      case 'class':
        return classText(item)
      default:
        return `(?:${item.alternatives.map((alternative) => alternative.map(part).join('')).join('|')})`
    }
  }
  return `(?s)^${items.map(part).join('')}$`
}

function classText({ ranges, negated }: Class): string {
  return `[${negated ? '^' : ''}${ranges.map(([low, high]) => `${hexadecimal(low)}-${hexadecimal(high)}`).join('')}]`
}

function escaped(character: string): string {
  return hexadecimal(character.codePointAt(0)!)
}

function hexadecimal(point: number): string {
  return `\\x{${point.toString(16)}}`
}
