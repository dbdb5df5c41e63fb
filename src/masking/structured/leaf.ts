import { type Field, told } from './targets.ts'

/** What stands in for a number, a truth value or null, as JSON writes them: something of the same type. */
export function leaf(field: Field, text: string): string {
  if (text === 'null') return text
  if (text === 'true' || text === 'false') return 'false'
  const stands = told(field, Buffer.from(text))
  if (field.mode !== 'pseudonym') return '0'
  // Twelve hexadecimal digits are exact in every client's numbers.
  const [, digits] = /([0-9a-f]{12})\]$/.exec(stands)!
  return String(Number.parseInt(digits!, 16))
}
