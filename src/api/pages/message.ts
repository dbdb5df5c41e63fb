import type { Response } from 'express'
import { html } from './html.ts'
import { sendPage } from './page.ts'

/** A page that says one thing, and leads on. */
export function message(
  res: Response,
  { title, text, link }: { readonly title: string; readonly text?: string; readonly link?: readonly [string, string] },
): void {
  const body = html`<h1>${title}</h1>
${text !== undefined && html`<p>${text}</p>`}
${link !== undefined && html`<p><a href="${link[0]}">${link[1]}</a></p>`}`
  sendPage(res, { title, body, person: null, refresh: null })
}
