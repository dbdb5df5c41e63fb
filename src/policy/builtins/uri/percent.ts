import { textOfBytes } from '../utf8.ts'

const MALFORMED = /%(?![\da-fA-F]{2})/

/** Whether every percent sign has two hexadecimal digits behind it. */
export function isWellEscaped(text: string): boolean {
  return !MALFORMED.test(text)
}

/** A text that {@link isWellEscaped}, without its escapes. Throws an Error where that isn't UTF-8. */
export function unescapePercent(text: string): string {
  if (!text.includes('%')) return text
  const parts = text.split(/((?:%[\da-fA-F]{2})+)/)
  return textOfBytes(
    Buffer.concat(
      parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from(part.replaceAll('%', ''), 'hex'))),
    ),
  )
}

/** A text with every byte escaped of the runs of characters that `special` finds. */
export function escapePercent(text: string, special: RegExp): string {
  return text.replace(special, (run) => Buffer.from(run).toString('hex').toUpperCase().replace(/../g, '%$&'))
}
