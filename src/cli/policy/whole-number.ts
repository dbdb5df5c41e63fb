import { InvalidArgumentError } from 'commander'

/** A whole number, 0 or more, of an option. Throws commander's InvalidArgumentError. */
export function wholeNumber(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('It must be a whole number.')
}
