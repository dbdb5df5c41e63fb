import { asWhole, byPiece } from '../../../src/masking/structured/stream.ts'
import { redact, redactAnyhow } from './redact.ts'

test('each piece is told once it is whole, the last one as such', () => {
  const make = () => byPiece(0x2c, (bytes, last) => Buffer.from(`<${bytes}${last ? '.' : ''}>`))
  expect(redactAnyhow(make, 'a,,bcd,e')).toBe('<a><><bcd><e.>')
  expect(redactAnyhow(make, '')).toBe('<.>')
})

test('a piece of more than a mebibyte is refused', () => {
  const piece = byPiece(0x2c, (bytes) => bytes)
  expect(() => redact(piece, 'x'.repeat(1_048_577), 65_536)).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE' }),
  )
})

test('what is read as a whole passes at its end, up to a mebibyte', () => {
  const make = () => asWhole((whole) => Buffer.from(`<${whole}>`))
  expect(redactAnyhow(make, 'abc')).toBe('<abc>')
  expect(make().write(Buffer.from('abc')).length).toBe(0)
  expect(() => redact(make(), 'x'.repeat(1_048_577), 65_536)).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE' }),
  )
})
