import { textMaskerOf } from '../../src/masking/index.ts'
import type { Units } from '../../src/masking/units.ts'
import { githubToken } from './secrets.ts'

const known = 'grün-wert-🙂-12'
const masker = textMaskerOf({ detectors: [{ name: 'github-token', mode: 'fixed' }], known: [known] })

/** A text in units of so many bytes. */
function encode(text: string, units: Units): Buffer {
  const wide = units.startsWith('utf-32')
  const codes = wide
    ? Array.from(text, (one) => one.codePointAt(0)!)
    : Array.from(Buffer.from(text, 'utf16le').swap16().swap16())
  const bytes = wide
    ? Buffer.concat(codes.map((code) => (units.endsWith('le') ? uint32(code).reverse() : uint32(code))))
    : Buffer.from(text, 'utf16le')
  return !wide && units.endsWith('be') ? bytes.swap16() : bytes
}

function uint32(code: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(code)
  return bytes
}

describe.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const)('%s', (units) => {
  test.each([1, 2, 3, 5, 1000])('in pieces of %d bytes', (size) => {
    const input = encode(`\ufeffÜber ${githubToken} und ${known}, ☃ 🙂.`, units)
    const redactor = masker.redactor(units)
    const out: Buffer[] = []
    for (let at = 0; at < input.length; at += size) out.push(redactor.write(input.subarray(at, at + size)))
    out.push(redactor.end())
    expect(Buffer.concat(out)).toEqual(encode('\ufeffÜber [masked:github-token] und [masked:credential], ☃ 🙂.', units))
    expect(redactor.count()).toBe(2)
  })
})

test('a part of a unit at the end passes', () => {
  const redactor = masker.redactor('utf-16le')
  expect(Buffer.concat([redactor.write(Buffer.from('a\0b')), redactor.end()])).toEqual(Buffer.from('a\0b'))
})
