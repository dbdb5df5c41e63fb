import { encodingOf, narrow, PLAIN } from '../../src/detectors/encoding.ts'

const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const long = 'name = "a value", and so on\r\n'

test.each([
  [
    'little-endian by its mark',
    Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('ab')]),
    { width: 2, offset: 2, low: 0 },
  ],
  [
    'big-endian by its mark',
    Buffer.concat([Buffer.from([0xfe, 0xff]), utf16('ab').swap16()]),
    { width: 2, offset: 2, low: 1 },
  ],
  ['little-endian without one', utf16(long), { width: 2, offset: 0, low: 0 }],
  ['big-endian without one', utf16(long).swap16(), { width: 2, offset: 0, low: 1 }],
  ['UTF-8', Buffer.from(long), PLAIN],
  ['nothing', Buffer.alloc(0), PLAIN],
  ['zeros', Buffer.alloc(100), PLAIN],
  ['too short to tell', utf16('short'), PLAIN],
])('%s', (_, bytes, encoding) => {
  expect(encodingOf(bytes)).toEqual(encoding)
})

test('ASCII stays, and all else becomes one byte that is no text', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('aé€\n')])
  expect(narrow(bytes, encodingOf(bytes))).toEqual(Buffer.from([0x61, 0xff, 0xff, 0x0a]))
  expect(narrow(utf16(long).swap16(), { width: 2, offset: 0, low: 1 }).toString()).toBe(long)
})
