import { BYTE_ORDER_MARK, kindOf } from '../../../src/masking/structured/characters.ts'

test('white space, what scalars are of, and all else', () => {
  const of = (kind: number) => Array.from(kindOf.keys()).filter((byte) => kindOf[byte] === kind)
  expect(Buffer.from(of(1)).toString()).toBe('\t\n\r\x1e ')
  expect(Buffer.from(of(2)).toString()).toBe('+-.0123456789Eaeflnrstu')
  expect(Buffer.from(BYTE_ORDER_MARK).toString()).toBe('\ufeff')
})
