import { formatAddress, MAPPED, parseAddress } from '../../../../src/policy/builtins/net/address.ts'

const shortest = (text: string) => formatAddress(parseAddress(text)!)

test('addresses are read strictly', () => {
  expect(parseAddress('1.2.3.4')).toEqual({ value: 0x01020304n, bits: 32 })
  expect(parseAddress('::ffff:1.2.3.4')).toEqual({ value: MAPPED | 0x01020304n, bits: 128 })
  for (const text of [
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4.5',
    '::1::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::8',
    'fe80::1%e',
    '12345::',
    '::1.2.3',
    '',
  ]) {
    expect(parseAddress(text)).toBeNull()
  }
})

// RFC 5952, section 4.
test('addresses are written in their shortest form', () => {
  expect(shortest('2001:DB8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1')
  expect(shortest('2001:db8:0:1:1:1:1:1')).toBe('2001:db8:0:1:1:1:1:1')
  expect(shortest('0:0:0:0:0:0:0:0')).toBe('::')
  expect(shortest('1::')).toBe('1::')
  expect(shortest('::ffff:102:304')).toBe('1.2.3.4')
  expect(shortest('10.0.0.255')).toBe('10.0.0.255')
})
