import { email } from '../email.ts'
import { behindName, grouped, iban, lettered, phone } from '../number-shapes.ts'
import { aadhaar, bsn, codiceFiscale, cpf, dni, luhn, mod97, nir, pesel, steuerId } from '../numbers.ts'
import type { Rule } from '../rule.ts'

const plain = (text: string) => text.replace(/[^A-Za-z0-9]/g, '')

/** The first number from a pattern, `#` for digits that are tried, that is right. So no file contains one. */
export function completed(pattern: string, isRight: (number: string) => boolean): string {
  const open = [...pattern].filter((character) => character === '#').length
  for (let tried = 0; tried < 10 ** open; tried++) {
    const digits = String(tried).padStart(open, '0')
    let at = 0
    const number = pattern.replace(/#/g, () => digits[at++]!)
    if (isRight(plain(number))) return number
  }
  throw new TypeError(`Nothing completes ${pattern}`)
}

/** The next digit, so that the check is wrong. */
const spoilt = (number: string) => number.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))

const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 17, 18, 19]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^35(?:2[89]|[3-8]\d)/, [16, 17, 18, 19]],
  [/^62/, [16, 17, 18, 19]],
]

const isCard = (number: string) =>
  ISSUERS.some(([begins, lengths]) => begins.test(number) && lengths.includes(number.length)) &&
  new Set(number).size > 2 &&
  luhn(number)

const CALLING_CODES =
  /^(?:1[2-9]|7[3-9]|2[07]|2[1-69]\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[1-8]|5[09]\d|6[0-6]|6[7-9]\d|8[1246]|8[0578]\d|9[0-58]|9[679]\d)/
const isPhone = (text: string) => {
  const digits = plain(text)
  return CALLING_CODES.test(digits) && new Set(digits).size > 3 && (digits.length >= 10 || /[ .()/-]/.test(text))
}

/** What documents say where a mailbox would be, and what only looks like one: files of two densities, the user of a forge. */
const NO_MAILBOX =
  /@(?:[\w.-]*\.)?(?:example(?:\.(?:com|org|net))?|invalid|test|local(?:host)?)$|\.(?:png|jpe?g|gif|svg|webp|avif|css|js|mjs|ts|tsx|json|html?|map|md|py|tgz|gz|zip|ya?ml|lock)$|^git@/i

/** Data about people: for masks alone, and only where a policy asks for it. */
export const personal: readonly Rule<'personal'>[] = [
  {
    name: 'email',
    title: 'Mailbox',
    confidence: 'personal',
    shapes: [email],
    verify: (value) => !NO_MAILBOX.test(value),
    examples: () => [
      'ada.lovelace@analytical.org',
      '<«a+b@mail.acme.co.uk»>',
      'mailto:«ada@acme.dev»',
      '"«o\'hara@acme.ie»"',
    ],
    lookalikes: () => [
      ...['user@example.com', 'logo@2x.png', 'left-pad@1.3.0', '@scope/package', 'git@forge.dev:a/b.git'],
      ...['https://ada@acme.dev/', 'root@localhost', 'a @ b.de', 'postgres://app:pass1word@db.acme.dev/app'],
    ],
  },
  {
    name: 'card-number',
    title: 'Payment card number, with its check digit',
    confidence: 'personal',
    shapes: [grouped([[4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3], [13], [17], [18]], ' \\-', true)],
    verify: (value) => isCard(plain(value)),
    examples: () => [
      ...['453275001234567#', '5425-2334-3010-903#', '2223 0000 4841 001#'].map((number) => completed(number, isCard)),
      `card=«${completed('3782 822463 1000#', isCard)}»&`,
    ],
    lookalikes: () => [
      ...['453275001234567#', '5425-2334-3010-903#'].map((number) => spoilt(completed(number, isCard))),
      `id-${completed('453275001234567#', isCard)}9`,
      '4444444444444448',
      '1700000000000',
      '2024-10-10 4532',
    ],
  },
  {
    name: 'iban',
    title: 'International bank account number',
    confidence: 'personal',
    shapes: [iban],
    verify: (value) => mod97(plain(value)),
    examples: () => [
      completed('DE##37040044053201300', (one) => mod97(`${one}0`)).concat('0'),
      completed('GB## WEST 1234 5698 7654 32', mod97),
      `to «${completed('NL##ABNA0417164300', mod97)}», today`,
    ],
    lookalikes: () => [
      spoilt(completed('DE##370400440532013000', mod97)),
      spoilt(completed('GB## WEST 1234 5698 7654 32', mod97)),
      'DE89',
      'ISO13616',
    ],
  },
  {
    name: 'phone',
    title: 'Telephone number, with its country',
    confidence: 'personal',
    shapes: [phone],
    verify: isPhone,
    examples: () => ['+49 30 901820', '+1 (415) 555-2671', 'tel:«+442079460958»', '«+33 1 42 68 53 00».'],
    lookalikes: () => [
      '+0100',
      '2024-10-10T10:10:10+02:00',
      '1+12345678901',
      '+000000000000',
      '+12345',
      '@@ -1,4 +1,9 @@',
    ],
  },
  {
    name: 'de-steuer-id',
    title: 'German tax identification number, by its name',
    confidence: 'personal',
    shapes: [behindName(['steuer-id', 'steuerid', 'steuer_id', 'identifikationsnummer', 'idnr', 'steuernummer'], 11)],
    verify: steuerId,
    examples: () => [`Steuer-ID: «${completed('8609574271#', steuerId)}»`],
    lookalikes: () => [`Steuer-ID: ${spoilt(completed('8609574271#', steuerId))}`, completed('8609574271#', steuerId)],
  },
  {
    name: 'fr-nir',
    title: 'French social security number',
    confidence: 'personal',
    shapes: [grouped([[1, 2, 2, 2, 3, 3, 2], [15]], ' ', true)],
    verify: (value) => nir(plain(value)),
    examples: () => [completed('2550814168025##', nir), completed('1 84 12 76 451 089 ##', nir)],
    lookalikes: () => [spoilt(completed('2550814168025##', nir)), completed('9550814168025##', () => true)],
  },
  {
    name: 'es-dni',
    title: 'Spanish DNI or NIE',
    confidence: 'personal',
    shapes: [lettered(0, 8, /^\d{8}[A-Z]$/, 9), lettered(1, 7, /^[XYZ]\d{7}[A-Z]$/, 9)],
    verify: dni,
    examples: () => ['12345678', '70123459'].map(withLetter).concat(`NIE «${withLetter('X1234567')}».`),
    lookalikes: () => ['12345678A', '12345678', 'X1234567A', withLetter('12345678').toLowerCase()],
  },
  {
    name: 'it-codice-fiscale',
    title: 'Italian fiscal code',
    confidence: 'personal',
    shapes: [lettered(6, 2, /^[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]$/, 16)],
    verify: codiceFiscale,
    examples: () => [`RSSMRA85T10A562${'S'}`, `«MRTMTT91D08F205${'J'}», si`],
    lookalikes: () => ['RSSMRA85T10A562A', 'RSSMRA85Z10A562S', 'ABCDEF12'],
  },
  {
    name: 'pl-pesel',
    title: 'Polish PESEL, by its name',
    confidence: 'personal',
    shapes: [behindName(['pesel'], 11)],
    verify: pesel,
    examples: () => [`PESEL: «${completed('4405140135#', pesel)}»`],
    lookalikes: () => [`PESEL: ${spoilt(completed('4405140135#', pesel))}`, completed('4405140135#', pesel)],
  },
  {
    name: 'nl-bsn',
    title: 'Dutch citizen service number, by its name',
    confidence: 'personal',
    shapes: [behindName(['bsn', 'burgerservicenummer', 'sofinummer'], 9)],
    verify: bsn,
    examples: () => [`"bsn": "«${completed('11122233#', bsn)}»"`],
    lookalikes: () => [`bsn ${spoilt(completed('11122233#', bsn))}`, completed('11122233#', bsn)],
  },
  {
    name: 'br-cpf',
    title: 'Brazilian CPF, as it is written',
    confidence: 'personal',
    shapes: [grouped([[3, 3, 3, 2]], '.\\-', false)],
    verify: (value) => cpf(plain(value)),
    examples: () => [completed('529.982.247-##', cpf), `CPF «${completed('111.444.777-##', cpf)}».`],
    lookalikes: () => [spoilt(completed('529.982.247-##', cpf)), '111.111.111-11', '192.168.100.10', '529.982.247.25'],
  },
  {
    name: 'in-aadhaar',
    title: 'Aadhaar number, as it is written',
    confidence: 'personal',
    shapes: [grouped([[4, 4, 4]], ' \\-', false)],
    verify: (value) => aadhaar(plain(value)),
    examples: () => [completed('2345 6789 012#', aadhaar), `«${completed('9876-5432-101#', aadhaar)}»,`],
    lookalikes: () => [spoilt(completed('2345 6789 012#', aadhaar)), '0000 0000 0000', '2345 6789 0123 4567'],
  },
]

/** A DNI with its letter, found by trying. */
function withLetter(digits: string): string {
  return [...'ABCDEFGHJKLMNPQRSTVWXYZ'].map((letter) => digits + letter).find(dni)!
}
