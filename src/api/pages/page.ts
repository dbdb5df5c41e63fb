import { hash } from 'node:crypto'
import type { Response } from 'express'
import { type Html, html } from './html.ts'

/** One sheet for all pages: the system's own letters, light or dark as the reader has it, one column. */
const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882 }
* { box-sizing: border-box }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem; line-height: 1.25 }
h2 { font-size: 1.1rem; margin-top: 2rem }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; margin: 0 }
dt { font-weight: 600 }
dd { margin: 0 }
ul, ol { margin: 0; padding-left: 1.2rem }
bdi { white-space: pre-wrap }
code { font-family: ui-monospace, monospace; font-size: .95em }
section, article { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0 }
.notice { background: var(--soft); border-left: .4rem solid currentColor; padding: .5rem .75rem }
.answers { display: flex; flex-wrap: wrap; gap: 1rem }
button, .button { font: inherit; font-weight: 600; flex: 1 1 10rem; min-height: 3rem; padding: .5rem 1rem; color: inherit; text-align: center; text-decoration: none;
  background: var(--soft); border: 2px solid currentColor; border-radius: .5rem; cursor: pointer }
button.small { flex: none; min-height: 2rem; font-weight: 400; border-width: 1px }
label { display: block; font-weight: 600 }
input { font: inherit; width: 100%; padding: .5rem; margin: .25rem 0 1rem; border: 1px solid currentColor; border-radius: .25rem }
footer { margin-top: 1.5rem }
header, footer { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 1rem }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr } dd { margin-bottom: .5rem } }
`

/** Nothing but our own style, and forms to ourselves: no script, no picture, no frame, on or around. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** What stands around a page. */
export interface Page {
  readonly title: string
  readonly body: Html
  /** Who is logged in, and their way out; null where nobody is. */
  readonly person: { readonly name: string; readonly logout: string; readonly form: string } | null
  /** Seconds after which a browser asks again; null for a page that stays as it is. */
  readonly refresh: number | null
}

/** Answers a page. */
export function sendPage(res: Response, { title, body, person, refresh }: Page): void {
  res.set({
    'content-security-policy': POLICY,
    // With "no-referrer" browsers would send the forms without an origin.
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    vary: 'accept, cookie',
  })
  res.type('html').send(
    String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh !== null && html`<meta http-equiv="refresh" content="${refresh}">`}
<title>${title} – Sallyport</title>
<style>${sheet}</style>
</head>
<body>
<header><strong>Sallyport</strong>${
      person !== null &&
      html`<form method="post" action="${person.logout}"><input type="hidden" name="form" value="${person.form}">
<bdi>${person.name}</bdi> <button class="small">Log out</button></form>`
    }</header>
<main>
${body}
</main>
</body>
</html>
`),
  )
}

const sheet = html([STYLE] as unknown as TemplateStringsArray)
