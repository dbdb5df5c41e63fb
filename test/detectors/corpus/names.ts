/** The words of a name, however it is written: `DB_PASSWORD`, `dbPassword` and `X-Api-Key` alike. */
const words = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_-]+/)

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1)

export const screaming = (name: string) => words(name).join('_').toUpperCase()
export const snake = (name: string) => words(name).join('_')
export const kebab = (name: string) => words(name).join('-')
export const pascal = (name: string) => words(name).map(capital).join('')
export const camel = (name: string) => pascal(name).replace(/^./, (first) => first.toLowerCase())
export const dotted = (name: string) => words(name).join('.')
export const header = (name: string) => words(name).map(capital).join('-')
