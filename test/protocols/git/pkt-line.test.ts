import { onBand, packet, readPacket, textOf } from '../../../src/protocols/git/pkt-line.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

test.each([
  ['0006a\n0000', 0, { kind: 'data', payload: bytes('a\n'), end: 6 }],
  ['0006a\n0000', 6, { kind: 'flush', end: 10 }],
  ['0001', 0, { kind: 'delimiter', end: 4 }],
  ['0004', 0, { kind: 'data', payload: bytes(''), end: 4 }],
  ['000Aabcdef', 0, { kind: 'data', payload: bytes('abcdef'), end: 10 }],
])('%j at %i', (text, at, expected) => {
  expect(readPacket(bytes(text), at)).toEqual(expected)
})

test.each(['', '000', '0006', '0006a'])('%j is not all there yet', (text) => {
  expect(readPacket(bytes(text), 0)).toBeUndefined()
})

test.each(['PACK', '00 6', '-006', '0002', '0003', 'fff1'])('%j is no packet', (text) => {
  expect(() => readPacket(bytes(text), 0)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
})

test('text loses one newline, keeps all else, and has to be UTF-8', () => {
  expect(textOf(Buffer.from('ref\n\n'))).toBe('ref\n')
  expect(textOf(Buffer.from('\ufeffgrün'))).toBe('\ufeffgrün')
  expect(() => textOf(Buffer.from([0xff]))).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
})

test('packets are written as they are read', () => {
  expect(packet('grün').toString()).toBe('0009grün')
  expect(packet(Buffer.alloc(65_516)).toString('latin1', 0, 4)).toBe('fff0')
  expect(() => packet(Buffer.alloc(65_517))).toThrow(RangeError)
})

test('more than a packet holds goes on the band in several', () => {
  const written = onBand(1, Buffer.alloc(65_516, 'x'))
  expect(written.toString('latin1', 0, 6)).toBe('fff0\x01x')
  expect(written.toString('latin1', 65_520)).toBe('0006\x01x')
})
