import { childrenOf, elementsIn, elementsOf, isNamed, parseXml, textIn } from '../../../src/identity/saml/xml.ts'

test.each<[string, string]>([
  ['<a/>', 'a'],
  ['<?xml version="1.0"?><a/>', 'a'],
  ["<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<a/>", 'a'],
  ['<a xmlns="urn:x"><b/></a>', 'a'],
])('%j is read', (text, name) => {
  expect(parseXml(text).localName).toBe(name)
})

test.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>x',
  'x<a/>',
  '<a b="1" b="2"/>',
  '<a b=1/>',
  '<a b="<"/>',
  '<x:a/>',
  '<a>&x;</a>',
  '<a>&</a>',
  '<a>&#0;</a>',
  '<a>&#xb;</a>',
  '<a>&#xFFFF;</a>',
  '<a>&#1114112;</a>',
  '<a>&#xD800;</a>',
  '<a>\u0001</a>',
  '<a b="\0"/>',
  '<!DOCTYPE a><a/>',
  '<!-- --><a/>',
  '<a><!-- --></a>',
  '<a><![CDATA[x]]></a>',
  '<a><?x?></a>',
  '<?xml version="1.1"?><a/>',
  '<?xml version="1.0" encoding="latin1"?><a/>',
  '<a ID="1"><b ID="1"/></a>',
  '<a Id="1"><b id="1"/></a>',
  '<a xml:id="1"><b ID="1"/></a>',
  `${'<a>'.repeat(31)}${'</a>'.repeat(31)}`,
])('%j is not', (text) => {
  expect(() => parseXml(text)).toThrow()
})

test('text is what it was, and nothing else is text', () => {
  const root = parseXml('<a><b>x &amp; y&#13;\u0085\u2028</b><b/><b>x<c/></b><d xmlns="urn:x">z</d></a>')
  expect(childrenOf(root, null as never, 'b').map(textIn)).toEqual(['x & y\r\u0085\u2028', null, null])
  expect(textIn(undefined)).toBeNull()
  expect(childrenOf(root, 'urn:x', 'd').map(textIn)).toEqual(['z'])
  expect([elementsIn(root).length, elementsOf(root).length]).toEqual([4, 6])
  expect([isNamed(root, 'urn:x', 'a'), isNamed(elementsIn(root)[3]!, 'urn:x', 'd')]).toEqual([false, true])
})
