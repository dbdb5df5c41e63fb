/** Markup that is safe to send: nothing but {@link html} makes it. */
export class Html {
  readonly #text: string

  constructor(strings: TemplateStringsArray, ...values: readonly Part[]) {
    this.#text = String.raw({ raw: strings }, ...values.map(rendered))
  }

  toString(): string {
    return this.#text
  }
}

type Part = Html | string | number | null | false | readonly Part[]

/**
 * Markup in which every value is text, or was made by this. Attributes' values stand in double quotes.
 *
 * @example
 * html`<p title="${title}">${lines.map((line) => html`<b>${line}</b>`)}</p>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings, ...values)
}

function rendered(value: Part): string {
  if (value === null || value === false) return ''
  if (Array.isArray(value)) return value.map(rendered).join('')
  return value instanceof Html ? String(value) : escaped(visible(String(value)))
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Characters that show as nothing, or as a space, or turn the direction of others: control, format and private ones,
 * separators, half surrogates, those that fonts leave out, and those that Unicode hasn't given a meaning.
 */
const UNSEEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** Text in which what can't be seen is written as its number. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const number = character.codePointAt(0)!.toString(16).toUpperCase()
    return `⟨U+${number.padStart(4, '0')}⟩`
  })
}
