import { inUnits } from '../../src/masking/marks.ts'

type Declared = Parameters<typeof inUnits>[0]

/** Which units were settled for a text, and what came out of it, byte by byte. */
function settled(declared: Declared, bytes: readonly number[]) {
  const units: string[] = []
  const redactor = inUnits(declared, (made) => {
    units.push(made)
    return { write: (chunk) => chunk, end: () => Buffer.from('.') }
  })
  const out = bytes.map((byte) => redactor.write(Buffer.from([byte])))
  return [units, [...Buffer.concat([...out, redactor.end()])]]
}

test.each<[Declared, number[], string]>([
  ['bytes', [0x61, 0x62], 'bytes'],
  ['bytes', [], 'bytes'],
  ['bytes', [0xff], 'bytes'],
  ['bytes', [0xff, 0xfe, 0x61, 0x00], 'utf-16le'],
  ['bytes', [0xff, 0xfe], 'utf-16le'],
  ['bytes', [0xfe, 0xff, 0x00, 0x61], 'utf-16be'],
  ['bytes', [0xff, 0xfe, 0x00, 0x00], 'utf-32le'],
  ['bytes', [0x00, 0x00, 0xfe, 0xff], 'utf-32be'],
  ['utf-16', [0xfe, 0xff, 0x00, 0x61], 'utf-16be'],
  ['utf-16', [0x00, 0x61], 'utf-16be'],
  ['utf-16', [0x61, 0x00], 'utf-16le'],
  ['utf-32', [0x00, 0x00, 0x00, 0x61], 'utf-32be'],
  ['utf-32', [0xff, 0xfe, 0x00, 0x00], 'utf-32le'],
  ['utf-16be', [0x61, 0x00], 'utf-16be'],
])('declared as %s, %j is %s', (declared, bytes, units) => {
  expect(settled(declared, bytes)).toEqual([[units], [...bytes, 0x2e]])
})

test('no more is held than a mark may take', () => {
  const redactor = inUnits('bytes', () => ({ write: (chunk) => chunk, end: () => Buffer.alloc(0) }))
  expect(redactor.write(Buffer.from([0xff])).length).toBe(0)
  expect(redactor.write(Buffer.from([0x61])).length).toBe(2)
})
