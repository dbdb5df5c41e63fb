/** A page, and where it is. */
export interface Walked {
  readonly url: string
  readonly status: number
  readonly text: string
}

/**
 * A browser without a screen: it keeps cookies by host and port, follows redirects, and sends the first form of a page
 * with whatever is typed into it.
 */
export function walker() {
  const jars = new Map<string, Map<string, string>>()

  async function open(target: string, form?: URLSearchParams): Promise<Walked> {
    let [url, body] = [target, form]
    for (let steps = 0; steps < 20; steps++) {
      const { origin } = new URL(url)
      const jar = jars.get(origin) ?? new Map<string, string>()
      jars.set(origin, jar)
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: [...jar].map((pair) => pair.join('=')).join('; '),
          ...(body === undefined ? {} : { origin, 'sec-fetch-site': 'same-origin' }),
        },
        ...(body === undefined ? {} : { method: 'POST', body }),
      })
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
        if (value === '') jar.delete(name!)
        else jar.set(name!, value!)
      }
      const location = answer.headers.get('location')
      if (location === null) return { url, status: answer.status, text: await answer.text() }
      url = new URL(location, url).href
      body = undefined
    }
    throw new Error(`no end of redirects at ${url}`)
  }

  return {
    open,
    /** The cookies of a host. */
    cookies: (url: string) => jars.get(new URL(url).origin) ?? new Map<string, string>(),
    /** Sends the first form of a page whose action has that in it. */
    submit(page: Walked, action: string, typed: { readonly [field: string]: string }): Promise<Walked> {
      for (const [, attributes, inside] of page.text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
        const to = new URL(/action="([^"]*)"/.exec(attributes!)?.[1] ?? page.url, page.url).href
        if (!to.includes(action)) continue
        const form = new URLSearchParams()
        for (const [tag] of inside!.matchAll(/<input[^>]*>/g)) {
          const name = /name="([^"]*)"/.exec(tag)?.[1]
          if (name !== undefined) form.set(name, /value="([^"]*)"/.exec(tag)?.[1] ?? '')
        }
        for (const [field, value] of Object.entries(typed)) form.set(field, value)
        return open(to, form)
      }
      throw new Error(`no form for ${action} at ${page.url}: ${page.text.slice(0, 500)}`)
    },
  }
}
