import { DOMParser, type Element, type Node } from '@xmldom/xmldom'

export type { Element } from '@xmldom/xmldom'

export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'

/** Elements below each other. */
const DEEPEST = 30

/**
 * Reads one XML document, and nothing that could mean two things to two readers: no document type, and so no entities
 * but the five that XML has; no comments, no processing instructions, no CDATA; no two elements of the same ID.
 *
 * @throws Error saying what is there that may not be
 */
export function parseXml(text: string): Element {
  const body = text.replace(
    /^<\?xml version=["']1\.0["'](?: encoding=["']UTF-8["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>\s*/i,
    '',
  )
  // Well-formed XML has a "<" nowhere but where markup begins.
  if (/<[!?]/.test(body)) throw new Error('document types, comments, CDATA and processing instructions are not taken')
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/i.test(body)) throw new Error('an entity is not known')
  if (!isText(body)) throw new Error('there are characters that XML has not')
  const { documentElement: root } = new DOMParser({
    locator: false,
    onError: (_level, message) => {
      throw new Error(message)
    },
    // XML 1.0's line ends alone: what XML 1.1 adds is text to whoever signed it.
    normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
  }).parseFromString(body, 'text/xml')
  if (root === null) throw new Error('there is no element')
  const ids = new Set<string>()
  for (const element of elementsOf(root)) {
    for (const id of identifiersOf(element)) {
      if (ids.has(id)) throw new Error('two elements have the same ID')
      ids.add(id)
    }
  }
  return root
}

/** The element and all below it. Throws where they are too deep. */
export function elementsOf(root: Element): Element[] {
  const found: Element[] = []
  let level = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === DEEPEST) throw new Error('its elements are too deep')
    found.push(...level)
    level = level.flatMap(elementsIn)
  }
  return found
}

/** The elements right below this one. */
export function elementsIn(element: Element): Element[] {
  return Array.from(element.childNodes).filter(isElement)
}

/** Those of a name. */
export function childrenOf(element: Element, namespace: string, name: string): Element[] {
  return elementsIn(element).filter((child) => isNamed(child, namespace, name))
}

export function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name
}

/** An element's whole text; null where it holds elements, or nothing. */
export function textIn(element: Element | undefined): string | null {
  if (element === undefined || elementsIn(element).length > 0) return null
  return element.textContent || null
}

/** True where there are none but XML 1.0's characters (section 2.2), as they are or by number. */
function isText(body: string): boolean {
  const numbered = [...body.matchAll(/&#(x?)([\da-f]+);/gi)].map(([, hex, digits]) => {
    const code = Number.parseInt(digits!, hex ? 16 : 10)
    return code > 0x10ffff ? '\0' : String.fromCodePoint(code)
  })
  return /^(?:[\t\n\r\x20-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}])*$/u.test(body + numbered.join(''))
}

function identifiersOf(element: Element): string[] {
  return Array.from(element.attributes)
    .filter(({ localName }) => localName?.toLowerCase() === 'id')
    .map(({ value }) => value)
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}
