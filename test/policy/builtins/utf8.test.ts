import { countCharacters, textOfBytes } from '../../../src/policy/builtins/utf8.ts'

test('bytes that are UTF-8 become text, a byte order mark included', () => {
  expect(textOfBytes(Buffer.from('\ufeffé😀'))).toBe('\ufeffé😀')
})

test('other bytes are refused', () => {
  expect(() => textOfBytes(Buffer.from([0xc3, 0x28]))).toThrow('A string that is not UTF-8 is not supported.')
})

test('a character beyond the basic plane counts once', () => {
  expect([countCharacters(''), countCharacters('aé'), countCharacters('a😀b😀')]).toEqual([0, 2, 4])
})
