import { alignedCoresOf } from '../../src/detectors/base64.ts'
import { token } from '../../src/detectors/pattern.ts'
import { matchWithin } from '../../src/detectors/within.ts'

const shape = token('abc_[0-9]{6}')

/** What is found at the first core in a text, by where the secret lies in its groups. */
function found(text: string, final = true) {
  const bytes = Buffer.from(text)
  for (const core of alignedCoresOf(Buffer.from('abc_'))) {
    const at = text.indexOf(core.core)
    if (at >= 0) return matchWithin(bytes, final, shape, core, at)
  }
  return undefined
}

test.each(['', 'x', 'xy'])('a secret behind %j', (before) => {
  const encoded = Buffer.from(`${before}abc_123456 and`).toString('base64')
  const start = Math.ceil((before.length * 4) / 3)
  const end = Math.ceil(((before.length + 10) * 4) / 3)
  expect(found(encoded)).toEqual({ start, end, value: Buffer.from('abc_123456'), goesOn: false })
})

test('what is cut off waits for more, and is none where there is no more', () => {
  const encoded = Buffer.from('abc_123').toString('base64').replace(/=+$/, '')
  expect(found(encoded, false)).toBeNull()
  expect(found(encoded, true)).toEqual({ missed: 0 })
})
