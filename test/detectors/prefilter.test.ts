import { createPrefilter } from '../../src/detectors/prefilter.ts'

/** Every keyword that is found, and where. */
function search(keywords: readonly string[], text: string): [string, number, number][] {
  const found: [string, number, number][] = []
  createPrefilter(keywords.map((keyword) => ({ keyword, of: keyword }))).search(Buffer.from(text), (...one) => {
    found.push(one)
    return true
  })
  return found
}

test('in either case, at the beginning and at the end, over and over', () => {
  expect(search(['token'], 'Token TOKENtoken')).toEqual([
    ['token', 0, 5],
    ['token', 6, 11],
    ['token', 11, 16],
  ])
})

test('keywords within each other are all found', () => {
  expect(search(['api_key', '_key', 'pass', 'password'], 'my_api_key password').toSorted()).toEqual([
    ['_key', 6, 10],
    ['api_key', 3, 10],
    ['pass', 11, 15],
    ['password', 11, 19],
  ])
})

test('a keyword of three bytes has anything behind it', () => {
  expect(search(['://'], 'a://b ://\n ://x')).toEqual([
    ['://', 1, 4],
    ['://', 6, 9],
    ['://', 11, 14],
  ])
})

test('what shares five bits with a keyword is none', () => {
  expect(search(['key-', '://'], 'keyM +%%zoo :oo')).toEqual([])
})

test('the search ends when its caller has enough', () => {
  const found: number[] = []
  createPrefilter([{ keyword: 'abcd', of: 1 }]).search(Buffer.from('abcd abcd abcd'), (_, at) => {
    found.push(at)
    return found.length < 2
  })
  expect(found).toEqual([0, 5])
})

test('two characters are too few', () => {
  expect(() => createPrefilter([{ keyword: 'ab', of: 1 }])).toThrow('Too short for a keyword: ab')
})

test.each(['', 'a', 'ab', 'abc'])('%j is shorter than any', (text) => {
  expect(search(['abcd'], text)).toEqual([])
})
