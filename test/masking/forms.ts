/** Ways in which a text is written within another. Each with what it makes of ASCII, and of a text as a whole. */
const json = (text: string) => JSON.stringify(text).slice(1, -1)
const unicode = (text: string) =>
  Array.from(text, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const percent = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')
const base64 = (text: string) => Buffer.from(text).toString('base64')
const folded = (width: number, joint: string) => (text: string) =>
  base64(text).replace(new RegExp(`.{${width}}`, 'g'), (line) => line + joint)

export interface Form {
  readonly name: string
  readonly write: (text: string) => string
  /** Whether the text around a secret is written with it. */
  readonly whole: boolean
}

const forms: readonly [string, (text: string) => string, boolean?][] = [
  ['plain', (text) => text],
  ['json', json],
  ['json in json', (text) => json(json(text))],
  ['slashes escaped', (text) => json(text).replaceAll('/', '\\/')],
  ['all unicode', unicode],
  ['all unicode in json', (text) => json(unicode(text))],
  ['uri component', encodeURIComponent],
  ['uri component twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['all percent', percent],
  ['uri component in json', (text) => json(encodeURIComponent(text))],
  ...['', 'a', 'ab'].flatMap((before): [string, (text: string) => string, boolean][] => [
    [`base64 behind ${before.length}`, (text) => base64(`${before}${text}`), true],
    [`base64url behind ${before.length}`, (text) => Buffer.from(`${before}${text}`).toString('base64url'), true],
    [`MIME behind ${before.length}`, (text) => folded(76, '\r\n')(`${before}${text}`), true],
    [`folded base64 in json behind ${before.length}`, (text) => json(folded(60, '\n')(`${before}${text}`)), true],
    [`base64 in a uri behind ${before.length}`, (text) => encodeURIComponent(base64(`${before}${text}`)), true],
  ]),
]

export const allForms: readonly Form[] = forms.map(([name, write, whole = false]) => ({ name, write, whole }))
