/** A JavaScript regular expression takes space on V8's stack for each turn of a loop: longer texts go to re2js. */
export const LONGEST_NATIVE_TEXT = 16_384

/** `\s` is more in JavaScript, and `.` less. */
const CLASSES: { readonly [letter: string]: string } = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' }
const CONTROLS: { readonly [letter: string]: string } = { t: '\t', n: '\n', r: '\r', f: '\f' }
const QUANTIFIER = /(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??/y

/**
 * A JavaScript regular expression for a pattern in Go's syntax that means the same in both: groups, classes, quantifiers
 * and alternatives, from `^` to `$` or to wherever. Null for one that has anything else.
 *
 * It goes back where re2js doesn't, so it is for patterns of which at each character only one way leads on: then nothing
 * is tried twice, and it is several times as fast.
 */
export function nativeOf(pattern: string): RegExp | null {
  if (!pattern.startsWith('^')) return null
  const body = pattern.endsWith('$') && !pattern.endsWith('\\$') ? pattern.slice(1, -1) : pattern.slice(1)
  const translated = translate(body)
  return translated === null
    ? null
    : new RegExp(`^(?:${translated})${body.length === pattern.length - 2 ? '$' : ''}`, 'u')
}

function translate(body: string): string | null {
  let [translated, quantifiable, depth] = ['', false, 0]
  for (let index = 0; index < body.length; ) {
    const character = String.fromCodePoint(body.codePointAt(index)!)
    QUANTIFIER.lastIndex = index
    const quantifier = quantifiable ? QUANTIFIER.exec(body)?.[0] : undefined
    if (quantifier !== undefined) {
      translated += quantifier
      index += quantifier.length
      quantifiable = false
      continue
    }
    const read = character === '[' ? readClass(body, index) : readOne(body, index, character)
    if (read === null) return null
    // An alternative outside a group would leave the anchors to others.
    if (read.text === '|' && depth === 0) return null
    depth += read.text.startsWith('(') ? 1 : read.text === ')' ? -1 : 0
    translated += read.text
    index = read.next
    quantifiable = !read.text.startsWith('(') && read.text !== '|'
  }
  return translated
}

interface Read {
  readonly text: string
  readonly next: number
}

function readOne(body: string, index: number, character: string): Read | null {
  const next = index + character.length
  if (character === '(') {
    if (body[next] !== '?') return { text: '(?:', next }
    return body.startsWith('?:', next) ? { text: '(?:', next: next + 2 } : null
  }
  if (character === ')' || character === '|') return { text: character, next }
  if (character === '.') return { text: '[^\\n]', next }
  if (character !== '\\') return /[*+?{}[\]^$]/.test(character) ? null : { text: literal(character), next }
  const escaped = body[next] ?? ''
  const lower = escaped.toLowerCase()
  if (CLASSES[lower] !== undefined) {
    return { text: `[${escaped === lower ? '' : '^'}${CLASSES[lower]}]`, next: next + 1 }
  }
  const plain = unescaped(escaped)
  return plain === null ? null : { text: literal(plain), next: next + 1 }
}

/** What a backslash and another character mean; null where that isn't one character. */
function unescaped(character: string): string | null {
  return CONTROLS[character] ?? (/^[!-/:-@[-`{-~]$/.test(character) ? character : null)
}

function literal(character: string): string {
  return /[\w ]/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`
}

/** A class of characters, ranges and the classes above; null for anything else. */
function readClass(body: string, start: number): Read | null {
  const negated = body[start + 1] === '^'
  let index = start + (negated ? 2 : 1)
  if (body[index] === ']') return null
  let members = ''
  while (body[index] !== ']') {
    const letter = body[index] === '\\' ? (body[index + 1] ?? '') : ''
    if (CLASSES[letter] !== undefined) {
      if (body[index + 2] === '-' && body[index + 3] !== ']') return null
      members += CLASSES[letter]
      index += 2
      continue
    }
    const low = readMember(body, index)
    if (low === null) return null
    members += literal(low.text)
    index = low.next
    if (body[index] !== '-' || body[index + 1] === ']') continue
    const high = readMember(body, index + 1)
    if (high === null) return null
    members += `-${literal(high.text)}`
    index = high.next
  }
  return { text: `[${negated ? '^' : ''}${members}]`, next: index + 1 }
}

function readMember(body: string, index: number): Read | null {
  const point = body.codePointAt(index)
  if (point === undefined) return null
  const character = String.fromCodePoint(point)
  if (character === '[') return null
  if (character !== '\\') return { text: character, next: index + character.length }
  const plain = unescaped(body[index + 1] ?? '')
  return plain === null ? null : { text: plain, next: index + 2 }
}
