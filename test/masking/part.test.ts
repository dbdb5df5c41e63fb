import { partRedactor } from '../../src/masking/part.ts'
import { textMaskerOf } from '../../src/masking/text.ts'

const known = ['known-credential', 'other-known-value']
const text = 'you sent known-credential, and other-known-value.'
const hidden = 'you sent ****************, and *****************.'

/** A part of the text, masked byte by byte. */
function part(from: number, to: number): string {
  const redactor = partRedactor(textMaskerOf({ detectors: [], known, knownMode: 'same_length' }).redactor(), known)
  const out = Array.from(Buffer.from(text.slice(from, to)), (byte) => redactor.write(Buffer.from([byte])))
  return Buffer.concat([...out, redactor.end()]).toString()
}

test('wherever a text is cut, no more than three bytes of a value show at either edge', () => {
  for (let from = 0; from < text.length; from++) {
    for (let to = from + 1; to <= text.length; to++) {
      const shown = part(from, to)
      expect(shown).toHaveLength(to - from)
      const cut = hidden.slice(from, to)
      const differing = Array.from(shown).filter((character, at) => character !== cut[at])
      // What stands before the edge of a value may be hidden with it, where it looks like one.
      expect([from, to, differing.length <= 6]).toEqual([from, to, true])
      for (const value of known) {
        for (let at = 0; at + 4 <= value.length; at++) expect(shown.includes(value.slice(at, at + 4))).toBe(false)
      }
    }
  }
})

test('what has nothing of a value passes as it is', () => {
  const redactor = partRedactor(textMaskerOf({ detectors: [], known, knownMode: 'same_length' }).redactor(), known)
  const out = [
    redactor.write(Buffer.from('nothing')),
    redactor.write(Buffer.from(' at all to see here')),
    redactor.end(),
  ]
  expect(Buffer.concat(out).toString()).toBe('nothing at all to see here')
})
