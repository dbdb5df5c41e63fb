import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../src/detectors/index.ts'
import { type Figures, figuresOf, type Share } from '../test/detectors/figures.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'secrets.md')
const FROM = '<!-- made by scripts/secret-figures.ts -->\n'
const TO = '<!-- end -->\n'

/** Corpora of other seeds, none of which a rule was written against. */
const OTHERS = Array.from({ length: 20 }, (_, at) => at + 1)

const share = ({ are, of }: Share) => `${are} of ${of} | ${((100 * are) / of).toFixed(1)}%`

function figuresTable({ found, right, lookalikes, reported, families }: Figures): string {
  const others = OTHERS.map((seed) => figuresOf(seed).found.all).map(({ are, of }) => (100 * are) / of)
  const byProvider = reported.filter((one) => one.found.confidence === 'provider').length
  return `| figure | | |
|---|---|---|
| recall | ${share(found.all)} |
| recall, secrets with a form or a place of their own | ${share(found.shaped)} |
| recall, secrets that only a name tells | ${share(found.generic)} |
| precision | ${share(right.all)} |
| precision of provider rules | ${share(right.provider)} |
| precision of generic rules | ${share(right.generic)} |
| look-alikes reported by a provider rule | ${share({ are: byProvider, of: lookalikes })} |
| look-alikes reported by a generic rule | ${share({ are: reported.length - byProvider, of: lookalikes })} |

The secrets are of ${families} families. With ${OTHERS.length} other seeds, recall is between ${Math.min(...others).toFixed(1)}% and ${Math.max(...others).toFixed(1)}%.
`
}

/** The figures and the list of rules, as they are on the page about secrets. */
export function secretsReport(): string {
  const list = rules.map(({ name, title, confidence }) => `| \`${name}\` | ${title} | ${confidence} |\n`).join('')
  return `${figuresTable(figuresOf())}
| rule | finds | confidence |
|---|---|---|
${list}`
}

/** The part of the page that is made. */
export function writtenReport(): string {
  const page = readFileSync(PAGE, 'utf8')
  return page.slice(page.indexOf(FROM) + FROM.length, page.indexOf(TO))
}

if (import.meta.main) {
  const page = readFileSync(PAGE, 'utf8')
  const made = page.slice(0, page.indexOf(FROM) + FROM.length) + secretsReport() + page.slice(page.indexOf(TO))
  writeFileSync(PAGE, made)
  for (const { family, path } of figuresOf().missed) console.log(`missed: ${family} in ${path}`)
}
