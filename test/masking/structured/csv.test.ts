import { createCsvRedactor } from '../../../src/masking/structured/csv.ts'
import { targetsOf } from '../../../src/masking/structured/targets.ts'
import { field, redact, redactAnyhow } from './redact.ts'

const mask = (text: string, ...keys: string[]) =>
  redactAnyhow(
    () =>
      createCsvRedactor(
        targetsOf(keys.map((key) => ({ key, field: field(key.startsWith('gone') ? 'remove' : 'fixed') }))),
      ),
    text,
  )

test('columns are replaced by the names in the first record; all else passes byte for byte', () => {
  expect(mask('id,Password,"a,b"\r\n1,p1,"x ""y"""\r\n2,"p,""2""\n",z\r\n3\r\n', 'password')).toBe(
    'id,Password,"a,b"\r\n1,<fixed p1 00000000000a],"x ""y"""\r\n2,"<fixed p,""2""\n 00000000000a]",z\r\n3\r\n',
  )
  expect(mask('id,Password,"a,b"\n1,p1,"x ""y"""\n', 'a,b')).toBe(
    'id,Password,"a,b"\n1,p1,"<fixed x ""y"" 00000000000a]"\n',
  )
})

test('an empty field stays empty, one that is taken out becomes so', () => {
  expect(mask('a,gone,b\n1,,2\n1,x,2\n1,"x,y",2', 'gone', 'a')).toBe(
    'a,gone,b\n<fixed 1 00000000000a],,2\n<fixed 1 00000000000a],,2\n<fixed 1 00000000000a],,2',
  )
  expect(mask('a,gone\n1,last', 'gone')).toBe('a,gone\n1,')
})

test('semicolons, tabs and bars separate where they are the most; a byte-order mark is none of a name', () => {
  expect(mask('\ufeffkey;b;c,d\n1;2\n', 'key')).toBe(
    '\ufeffkey;b;c,d\n1;2\n'.replace('\n1', '\n<fixed 1 00000000000a]'),
  )
  expect(mask('a\tkey\n1\t2\n', 'key')).toBe('a\tkey\n1\t<fixed 2 00000000000a]\n')
  expect(mask('a|key\n1|2\n', 'key')).toBe('a|key\n1|<fixed 2 00000000000a]\n')
})

test('names come behind empty lines, and behind the one that tells the separator', () => {
  expect(mask('\r\n \na,key\r\n1,2\r\n', 'key')).toBe('\r\n \na,key\r\n1,<fixed 2 00000000000a]\r\n')
  expect(mask('\ufeffsep=;\r\na;key\n1;2\n', 'key')).toBe('\ufeffsep=;\r\na;key\n1;<fixed 2 00000000000a]\n')
})

test('of tab-separated values, a field that a quotation mark may open is refused', () => {
  expect(mask('a\tkey\n"1"\t"2"\n', 'key')).toBe('a\tkey\n"1"\t<fixed 2 00000000000a]\n')
  expect(() => mask('a\tkey\n"1\t2\n', 'key')).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
  expect(mask('a\tb\n"1\t2\n', 'key')).toBe('a\tb\n"1\t2\n')
})

test('without a record after the first there is nothing to replace', () => {
  expect(mask('a,key', 'key')).toBe('a,key')
  expect(mask('', 'key')).toBe('')
})

test('a first record that does not end is refused', () => {
  expect(() => redact(createCsvRedactor(targetsOf([])), 'x'.repeat(70_000))).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE' }),
  )
})
