/** Characters that steer a terminal, or turn the direction of what comes after them. */
const STEERING = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** One line: what an agent named itself must not steer the terminal of whoever reads it. */
export function printable(text: string): string {
  return text.replace(STEERING, '?')
}

/** A value as JSON, over several lines, with the same characters escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(STEERING, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
