import { Reader, readSections, s32, sized, u32, writeSections } from '../../../src/policy/wasm/binary.ts'

test.each([
  [0, '00'],
  [127, '7f'],
  [128, '8001'],
  [624485, 'e58e26'],
  [2 ** 32 - 1, 'ffffffff0f'],
])('%d, unsigned, is %s', (value, hex) => {
  expect(u32(value).toString('hex')).toBe(hex)
  expect(new Reader(Buffer.from(hex, 'hex')).u32()).toBe(value)
})

test.each([
  [0, '00'],
  [63, '3f'],
  [64, 'c000'],
  [-1, '7f'],
  [-64, '40'],
  [-123456, 'c0bb78'],
  [2 ** 31 - 1, 'ffffffff07'],
  [-(2 ** 31), '8080808078'],
])('%d, signed, is %s', (value, hex) => {
  expect(s32(value).toString('hex')).toBe(hex)
})

test('a module is taken apart and put together again', () => {
  const module = Buffer.concat([
    Buffer.from('\0asm\x01\0\0\0', 'latin1'),
    Buffer.from([0]),
    sized(Buffer.from('custom')),
    Buffer.from([1]),
    sized(Buffer.alloc(200)),
  ])
  const sections = readSections(module)
  expect(sections).toEqual([
    { id: 0, bytes: Buffer.from('custom') },
    { id: 1, bytes: Buffer.alloc(200) },
  ])
  expect(writeSections(sections)).toEqual(module)
})

test.each([
  ['text', Buffer.from('no module'), 'It is no WebAssembly module of version 1.'],
  ['nothing', Buffer.alloc(0), 'The module is cut short.'],
  ['half a section', Buffer.from('\0asm\x01\0\0\0\x01\x05\0', 'latin1'), 'The module is cut short.'],
  [
    'an endless number',
    Buffer.from('\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff\xff', 'latin1'),
    'A number in the module is too long.',
  ],
])('%s is no module', (_what, bytes, message) => {
  expect(() => readSections(bytes)).toThrow(message)
})
