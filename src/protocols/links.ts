/**
 * Where a link in an upstream's answer leads through the gate; undefined if it leads elsewhere. `upstream` is the
 * connection's URL, `base` the gate's for it, as the client knows it. A link relative to the request's own path means
 * the same on both sides, and comes back as it is.
 */
export function throughGate(link: string, upstream: URL, base: string): string | undefined {
  const absolute = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(link)
  if (!absolute && !/^[/\\]/.test(link)) return link
  const url = URL.parse(link, upstream.origin)
  if (url === null || url.origin !== upstream.origin) return undefined
  const below = upstream.pathname.replace(/\/$/, '')
  if (url.pathname !== below && !url.pathname.startsWith(`${below}/`)) return undefined
  return base.replace(/\/$/, '') + url.pathname.slice(below.length) + url.search + url.hash
}
