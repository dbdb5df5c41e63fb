import { planKnown } from '../../src/masking/known.ts'

function found(values: readonly string[], text: string | Buffer, wide = false): string[] {
  const places: string[] = []
  const bytes = Buffer.from(text as string)
  planKnown(values, wide)
    .create(false)
    .look(bytes, true, ({ start, end }) => places.push(bytes.toString('latin1', start, end)))
  return places
}

test('a value is found as it is and within base64', () => {
  expect(found(['s3cret?value'], 'a s3cret?value')).toEqual(['s3cret?value'])
  for (const before of ['', 'a', 'ab']) {
    const encoded = Buffer.from(`${before}s3cret?value and`).toString('base64url')
    const [place] = found(['s3cret?value'], encoded)
    expect(encoded).toContain(place)
    expect(place!.length).toBeGreaterThanOrEqual(14)
  }
})

test('a value that has something to decode is found decoded too', () => {
  expect(found(['p%41"x!y!'], 'a pA"x!y!')).toEqual(['pA"x!y!'])
  expect(found(['two words'], 'q=two+words')).toEqual(['two+words'])
})

test('in one byte a character too, and in wide text with what is beyond ASCII as one', () => {
  expect(found(['grün-wert'], Buffer.from('grün-wert', 'latin1'))).toEqual(['gr\xfcn-wert'])
  expect(found(['grün-wert'], Buffer.from('gr\xffn-wert', 'latin1'), true)).toEqual(['gr\xffn-wert'])
})

test('a long value is found piece by piece', () => {
  const value = Array.from({ length: 3000 }, (_, at) => `${at}${at * at}`).join('.')
  expect(found([value], `-${value}-`).join('') === value).toBe(true)
})
