import { unescaped } from '../../src/masking/unescaped.ts'
import { unfold } from '../../src/masking/unfold.ts'
import { createDecoded, createSource } from '../../src/masking/view.ts'

test('a view says where in the stream its bytes are from', () => {
  const source = createSource()
  const view = createDecoded(source, unescaped(false))
  source.add(Buffer.from('ab'))
  expect(view.follow(false)).toBe(false)
  source.rest()
  source.add(Buffer.from('\\u0041\\u0042c\\u00e9d\\'))
  expect(view.follow(false)).toBe(true)
  expect(view.bytes.toString()).toBe('abABcéd')
  expect(Array.from({ length: 9 }, (_, index) => view.startOf(index))).toEqual([0, 1, 2, 8, 14, 15, 15, 21, 22])
  expect(Array.from({ length: 8 }, (_, index) => view.endOf(index + 1))).toEqual([1, 2, 8, 14, 15, 21, 21, 22])
  expect(view.unread()).toBe(1)
  source.rest()
  source.add(Buffer.from('n'))
  view.follow(true)
  expect([view.bytes.toString(), view.endOf(9)]).toEqual(['abABcéd\n', 24])
})

test('what is let go changes no place', () => {
  const source = createSource()
  const view = createDecoded(source, unescaped(false))
  source.add(Buffer.from('a%41%42b%43'))
  view.follow(false)
  view.drop(2)
  expect([view.base, view.bytes.toString(), view.startOf(0), view.startOf(2)]).toEqual([2, 'BbC', 4, 8])
  source.drop(7)
  expect([source.startOf(0), view.startOf(2), view.endOf(3)]).toEqual([7, 8, 11])
})

test('a view of a view leads to the stream', () => {
  const source = createSource()
  const once = createDecoded(source, unescaped(false))
  const twice = createDecoded(once, unescaped(false))
  source.add(Buffer.from('x\\\\u0041y'))
  once.follow(true)
  twice.follow(true)
  expect([twice.bytes.toString(), twice.startOf(1), twice.endOf(2)]).toEqual(['xAy', 1, 8])
})

test('what is left out leads to both sides', () => {
  const source = createSource()
  const view = createDecoded(source, unfold)
  source.add(Buffer.from(`${'A'.repeat(60)}\nBC`))
  view.follow(true)
  expect([view.bytes.length, view.endOf(60), view.startOf(60)]).toEqual([62, 60, 61])
})

describe('the stream', () => {
  const text = (...slices: Buffer[]) => slices.map((slice) => slice.toString())
  const large = (letter: string) => Buffer.alloc(60_000, letter)

  test('hands out bytes as they came, whether they were kept or have just come', () => {
    const source = createSource()
    source.add(Buffer.from('abc'))
    source.drop(1)
    source.rest()
    source.add(Buffer.from('def'))
    expect([source.base, source.bytes.toString()]).toEqual([1, 'bcdef'])
    expect(text(...source.slices(0, 1))).toEqual(['b'])
    expect(text(...source.slices(0, 2))).toEqual(['bc'])
    expect(text(...source.slices(1, 4))).toEqual(['c', 'de'])
    expect(text(...source.slices(2, 5))).toEqual(['def'])
  })

  test('hands out nothing of the room that it shares with others', () => {
    const [one, other] = [createSource(), createSource()]
    const begin = (source: typeof one, letter: string) => {
      source.add(large(letter))
      source.drop(55_000)
      source.rest()
      source.add(large(letter.toUpperCase()))
      return source.slices(0, 65_000)
    }
    const slices = begin(one, 'a')
    // The room is one's for now: the other finds its own.
    const others = begin(other, 'b')
    expect([one.bytes.toString(), other.bytes.toString()]).toEqual(
      ['a', 'b'].map((letter) => letter.repeat(5_000) + letter.toUpperCase().repeat(60_000)),
    )
    one.drop(64_999)
    one.rest()
    begin(createSource(), 'c')
    expect(text(...slices)).toEqual(['a'.repeat(5_000), 'A'.repeat(60_000)])
    expect(text(...others)).toEqual(['b'.repeat(5_000), 'B'.repeat(60_000)])
    expect(one.bytes.toString()).toBe('A')
  })
})
