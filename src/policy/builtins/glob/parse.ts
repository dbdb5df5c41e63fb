/** Code points, from and to, that a class has or, negated, hasn't. */
export interface Class {
  readonly kind: 'class'
  readonly ranges: readonly (readonly [number, number])[]
  readonly negated: boolean
}

/** `*` is limited by the delimiters, and `**` isn't. */
export type Item =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star'; readonly limited: boolean }
  | Class
  | { readonly kind: 'alternatives'; readonly alternatives: readonly Item[][] }

/** The items of a glob; null if it isn't valid. Source: github.com/gobwas/glob 1.0.0, which OPA takes. */
export function parse(pattern: string): Item[] | null {
  return new Parser([...pattern]).pattern()
}

/** Thrown and caught here alone. */
class Invalid extends Error {}

class Parser {
  readonly #characters: readonly string[]
  #at = 0

  constructor(characters: readonly string[]) {
    this.#characters = characters
  }

  pattern(): Item[] | null {
    try {
      return this.#sequence(0)
    } catch (thrown) {
      if (thrown instanceof Invalid) return null
      throw thrown
    }
  }

  /** Up to the pattern's end or, within braces, to a comma or the closing brace. */
  #sequence(depth: number): Item[] {
    const items: Item[] = []
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (depth > 0 && (character === ',' || character === '}')) return items
      this.#at += 1
      if (character === '{') items.push(this.#alternatives(depth + 1))
      else if (character === '[') items.push(this.#class())
      else if (character === '?') items.push({ kind: 'any' })
      else if (character === '*') items.push(this.#star())
      else {
        this.#at -= 1
        items.push({ kind: 'text', text: this.#text(depth > 0 ? '?*[{},' : '?*[{') })
      }
    }
    if (depth > 0) throw new Invalid()
    return items
  }

  #peek(): string | undefined {
    return this.#characters[this.#at]
  }

  #star(): Item {
    const twice = this.#peek() === '*'
    if (twice) this.#at += 1
    return { kind: 'star', limited: !twice }
  }

  #alternatives(depth: number): Item {
    const alternatives = [this.#sequence(depth)]
    for (; this.#peek() === ','; alternatives.push(this.#sequence(depth))) this.#at += 1
    this.#at += 1
    return { kind: 'alternatives', alternatives }
  }

  /** A backslash makes the character behind it a plain one. */
  #text(breakers: string): string {
    let text = ''
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (breakers.includes(character)) break
      this.#at += 1
      if (character !== '\\') text += character
      else text += this.#take()
    }
    return text
  }

  #take(): string {
    const character = this.#peek()
    if (character === undefined) throw new Invalid()
    this.#at += 1
    return character
  }

  /** One range, or one set of characters: not both. A backslash before a minus sign begins a range. */
  #class(): Class {
    const negated = this.#peek() === '!'
    if (negated) this.#at += 1
    const start = this.#at
    const first = this.#take()
    if (this.#peek() === '-') {
      this.#at += 1
      return this.#closed([[codeOf(first), codeOf(this.#take())]], negated)
    }
    this.#at = start
    const ranges = [...this.#text(']')].map((character): [number, number] => [codeOf(character), codeOf(character)])
    return this.#closed(ranges, negated)
  }

  #closed(ranges: Class['ranges'], negated: boolean): Class {
    const [low, high] = ranges[0] ?? [1, 0]
    if (this.#take() !== ']' || high < low) throw new Invalid()
    return { kind: 'class', ranges, negated }
  }
}

function codeOf(character: string): number {
  return character.codePointAt(0)!
}

export function classHas({ ranges, negated }: Class, point: number): boolean {
  return ranges.some(([low, high]) => point >= low && point <= high) !== negated
}
