import { Reader } from '../../../src/policy/wasm/binary.ts'
import { skipInstruction } from '../../../src/policy/wasm/instructions.ts'

/** Lengths, in bytes, of the instructions that follow each other in these bytes. */
function lengths(hex: string): number[] {
  const reader = new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  const lengths = []
  while (!reader.done) {
    const start = reader.at
    skipInstruction(reader)
    lengths.push(reader.at - start)
  }
  return lengths
}

test.each([
  ['blocks', '02 40  03 7f  04 e500  05  0b', [2, 2, 3, 1, 1]],
  ['branches', '0c 00  0d 8001  0e 02 00 01 8101  0f', [2, 3, 6, 1]],
  ['calls', '10 8001  11 03 00', [3, 3]],
  ['variables', '20 00  21 01  22 02  23 03  24 8004', [2, 2, 2, 2, 3]],
  ['memory', '28 02 04  37 03 8010  3f 00  40 00', [3, 4, 2, 2]],
  ['constants', '41 7f  42 ffffffffffffffffff00  43 00000080  44 0000000000000080', [2, 11, 5, 9]],
  ['arithmetic', '45  6a  a7  c0  c4', [1, 1, 1, 1, 1]],
  ['long ones', 'fc 03  fc 0a 00 00  fc 0b 00  fc 08 01 00  fc 09 01', [2, 4, 3, 4, 3]],
])('%s are passed over, whole', (_what, hex, expected) => {
  expect(lengths(hex)).toEqual(expected)
})

test.each(['06', 'd0', 'fd', 'fc 0c'])('an instruction that isn’t known, %s, is an error', (hex) => {
  expect(() => lengths(hex)).toThrow('an instruction that isn’t known here'.replace('’', "'"))
})

test('half an instruction is an error', () => {
  expect(() => lengths('43 00')).toThrow('The module is cut short.')
})
