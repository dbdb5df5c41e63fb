/** Characters that steer a terminal, turn the direction of what comes after them, or can't be seen. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line: what an agent named itself must not steer the terminal of whoever reads it. */
export function printable(text: string): string {
  return text.replace(STEERING, '?')
}

/** A value as JSON, over several lines, with the same characters escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(STEERING, (character) =>
    character === '\n'
      ? character
      : character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
