import { describe, type Fact } from '../../core/described.ts'
import type { Operation } from '../../core/operation.ts'
import { type Html, html } from './html.ts'

/** Lines of a list that are shown at once; the others are a click away. */
const SHOWN = 20

/** What an operation would do, in words, and all that is known of it. */
export function operationSection(operation: Operation): Html {
  const { title, facts } = describe(operation)
  return html`<article>
<h3><bdi>${title}</bdi></h3>
<dl>${facts.map((fact) => html`<dt>${fact.label}</dt><dd>${lines(fact)}</dd>\n`)}</dl>
<details><summary>Everything that is known of it</summary>
<dl>${leaves(operation.detail, '').map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>\n`)}</dl>
</details>
</article>`
}

function lines({ lines: all, unlisted }: Fact): Html {
  if (all.length === 1 && unlisted === 0) return html`<bdi>${all[0]!}</bdi>`
  const rest = all.slice(SHOWN)
  const missing =
    unlisted === null ? 'More may be in it than is listed.' : `${unlisted} more are in it, and not listed.`
  return html`${list(all.slice(0, SHOWN))}${
    rest.length > 0 && html`<details><summary>${rest.length} more</summary>${list(rest)}</details>`
  }${unlisted !== 0 && html`<strong>${missing}</strong>`}`
}

function list(items: readonly string[]): Html | null {
  return items.length === 0 ? null : html`<ul>${items.map((line) => html`<li><bdi>${line}</bdi></li>`)}</ul>`
}

/** Every value in it that holds no other, with the way to it. */
function leaves(value: unknown, name: string): readonly (readonly [name: string, value: string])[] {
  if (typeof value !== 'object' || value === null) return [[name || 'detail', String(value)]]
  const entries = Object.entries(value)
  if (entries.length === 0) return [[name || 'detail', 'nothing']]
  return entries.flatMap(([key, member]) => leaves(member, name === '' ? key : `${name}.${key}`))
}
