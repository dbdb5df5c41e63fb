import { Html, html, visible } from '../../../src/api/pages/html.ts'

test('every value is text, wherever it stands', () => {
  const hostile = `<script>alert(1)</script>" onload='x' &amp;`
  expect(String(html`<p title="${hostile}">${hostile}</p>`)).toBe(
    '<p title="&#60;script&#62;alert(1)&#60;/script&#62;&#34; onload=&#39;x&#39; &#38;amp;">' +
      '&#60;script&#62;alert(1)&#60;/script&#62;&#34; onload=&#39;x&#39; &#38;amp;</p>',
  )
})

test('markup stands in markup; nothing, false, numbers and lists', () => {
  expect(String(html`${html`<b>${'<'}</b>`}${null}${false}${7}${[html`<i>`, '<', [0]]}`)).toBe('<b>&#60;</b>7<i>&#60;0')
})

test('nothing that only looks like markup is any', () => {
  const fake = { toString: () => '<b>' } as unknown as Html
  expect(String(html`${fake}`)).toBe('&#60;b&#62;')
  expect(html`` instanceof Html).toBe(true)
})

test.each([
  ['main\u202egnp.exe', 'main⟨U+202E⟩gnp.exe'],
  ['a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
  ['a\u0000\u001b[2J\n', 'a⟨U+0000⟩⟨U+001B⟩[2J⟨U+000A⟩'],
  ['pay\u200bload\ufeff\u00ad', 'pay⟨U+200B⟩load⟨U+FEFF⟩⟨U+00AD⟩'],
  ['a\u00a0b\u3000c\u2800', 'a⟨U+00A0⟩b⟨U+3000⟩c⟨U+2800⟩'],
  ['tag\u{e0041}\ufe0f\u115f', 'tag⟨U+E0041⟩⟨U+FE0F⟩⟨U+115F⟩'],
  ['half\ud800', 'half⟨U+D800⟩'],
  ['own\ue000\u{10ffff}', 'own⟨U+E000⟩⟨U+10FFFF⟩'],
  ['Grüße, 你好 😀 שלום', 'Grüße, 你好 😀 שלום'],
])('what can’t be seen is shown: %j', (text, shown) => {
  expect(visible(text)).toBe(shown)
  expect(String(html`${text}`)).toBe(shown)
})
