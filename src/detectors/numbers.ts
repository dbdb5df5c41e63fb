/*
 * Check digits of the numbers that people and accounts are told by. Each takes digits (or letters and digits) without
 * separators, of the right length.
 */

const digitsOf = (text: string) => Array.from(text, (digit) => digit.charCodeAt(0) - 0x30)

const weighted = (digits: readonly number[], weights: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * digits[at]!, 0)

/** ISO/IEC 7812-1, annex B: card numbers. */
export function luhn(number: string): boolean {
  const sum = digitsOf(number).reduceRight((total, digit, at, { length }) => {
    const twice = (length - at) % 2 === 0 ? digit * 2 : digit
    return total + (twice > 9 ? twice - 9 : twice)
  }, 0)
  return sum % 10 === 0
}

/** ISO/IEC 7064, MOD 97-10, with letters as numbers from 10: IBANs (ISO 13616-1), their first four characters last. */
export function mod97(iban: string): boolean {
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** ISO/IEC 7064, MOD 11,10, and one digit of the first ten two or three times: German tax identification numbers. */
export function steuerId(number: string): boolean {
  const digits = digitsOf(number)
  const counts = new Array<number>(10).fill(0)
  for (const digit of digits.slice(0, 10)) counts[digit]!++
  const repeated = counts.filter((count) => count > 1)
  if (digits[0] === 0 || repeated.length !== 1 || repeated[0]! > 3) return false
  let product = 10
  for (const digit of digits.slice(0, 10)) product = (((digit + product) % 10 || 10) * 2) % 11
  return (11 - product) % 10 === digits[10]
}

/** 97 less the rest by 97, of a number that begins with sex, year and month: French social security numbers. */
export function nir(number: string): boolean {
  if (!/^[12]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)\d[\dAB]\d{8}$/.test(number)) return false
  const body = number
    .slice(0, 13)
    .replace(/(?<=^.{5})2A/, '219')
    .replace('2A', '19')
    .replace('2B', '18')
  return 97 - Number(BigInt(body) % 97n) === Number(number.slice(13))
}

const DNI = 'TRWAGMYFPDXBNJZSQVHLCKE'

/** A letter for the rest by 23: Spanish DNI, and NIE, which begin with X, Y or Z. */
export function dni(number: string): boolean {
  const digits = number.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))
  return DNI[Number(digits) % 23] === number.at(-1)
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

/** A letter for the sum by 26, the characters at odd places counting otherwise: Italian fiscal codes. */
export function codiceFiscale(code: string): boolean {
  const sum = Array.from(code.slice(0, 15)).reduce((total, character, at) => {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 0x41
    return total + (at % 2 === 0 ? ODD[value]! : value)
  }, 0)
  return String.fromCharCode(0x41 + (sum % 26)) === code[15]
}

/** Two digits, each by eleven of all before: Brazilian CPF. */
export function cpf(number: string): boolean {
  const digits = digitsOf(number)
  const check = (count: number) => {
    const rest = digits.slice(0, count).reduce((sum, digit, at) => sum + digit * (count + 1 - at), 0) % 11
    return rest < 2 ? 0 : 11 - rest
  }
  return new Set(digits).size > 1 && check(9) === digits[9] && check(10) === digits[10]
}

/** The dihedral group of the pentagon, as a table: its first five members turn, the others turn over. */
const times = (one: number, other: number) =>
  one < 5
    ? other < 5
      ? (one + other) % 5
      : 5 + ((one + other) % 5)
    : other < 5
      ? 5 + ((one - other) % 5)
      : (one - other + 5) % 5
const PERMUTED = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/** Verhoeff's scheme: Aadhaar numbers, which begin with 2 or more. */
export function aadhaar(number: string): boolean {
  const rest = digitsOf(number)
    .reverse()
    .reduce((sum, digit, at) => {
      let permuted = digit
      for (let time = 0; time < at % 8; time++) permuted = PERMUTED[permuted]!
      return times(sum, permuted)
    }, 0)
  return rest === 0 && number[0]! > '1'
}

/** Weights by ten, behind a date of birth whose month tells the century: Polish PESEL. */
export function pesel(number: string): boolean {
  const digits = digitsOf(number)
  const month = Number(number.slice(2, 4)) % 20
  const day = Number(number.slice(4, 6))
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (10 - (sum % 10)) % 10 === digits[10]
}

/** Weights by eleven, the last negative: Dutch citizen service numbers. */
export function bsn(number: string): boolean {
  return Number(number) > 0 && weighted(digitsOf(number), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
}
