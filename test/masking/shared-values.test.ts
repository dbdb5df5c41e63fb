import { createSharedValues } from '../../src/masking/shared-values.ts'
import { hashOf } from '../../src/masking/tokens.ts'

const KEY = Buffer.alloc(32, 1)
const value = Buffer.from('correct-horse')

function sharing(kept: { session: string; hash: string }[] = []) {
  let [now, asked, down] = [10_000, 0, false]
  const errors: unknown[] = []
  const store = {
    async add(values: readonly { session: string; hash: string }[]) {
      if (down) throw new Error('down')
      kept.push(...values)
    },
    async of(session: string) {
      asked += 1
      if (down) throw new Error('down')
      return kept.filter((it) => it.session === session).map(({ hash }) => hash)
    },
  }
  const shared = createSharedValues(
    store,
    KEY,
    () => now,
    (error) => errors.push(error),
  )
  const lingered = () => new Promise((resolve) => setTimeout(resolve, 40))
  return {
    ...{ shared, kept, errors, lingered },
    asked: () => asked,
    pass(milliseconds: number) {
      now += milliseconds
    },
    fall(is: boolean) {
      down = is
    },
  }
}

test('a value is told once, as a keyed hash', async () => {
  const { shared, kept, lingered } = sharing()
  shared.tell('s', value)
  shared.tell('s', value)
  await lingered()
  expect(kept).toEqual([{ session: 's', hash: hashOf(KEY, value) }])
})

test('no more than 10,000 values of a session are told', async () => {
  const { shared, kept, lingered } = sharing()
  for (let at = 0; at < 10_001; at++) shared.tell('s', Buffer.from(`value-${at}`))
  shared.tell('t', value)
  await lingered()
  expect([kept.length, kept.at(-2)!.hash, kept.at(-1)!.session]).toEqual([
    ...[10_001, hashOf(KEY, Buffer.from('value-9999')), 't'],
  ])
})

test('what others masked is learned, at most once a second, and what was told by oneself is no news', async () => {
  const theirs = { session: 's', hash: 'ab'.repeat(32) }
  const { shared, asked, pass, lingered, kept } = sharing([theirs])
  shared.tell('s', value)
  await lingered()
  await Promise.all([shared.learn('s'), shared.learn('s')])
  expect([asked(), [...shared.of('s')], [...shared.of('t')]]).toEqual([1, [theirs.hash], []])
  const known = shared.of('s')
  pass(999)
  await shared.learn('s')
  expect(asked()).toBe(1)
  pass(1)
  await shared.learn('s')
  expect([asked(), shared.of('s') === known]).toEqual([2, true])
  kept.push({ session: 's', hash: 'cd'.repeat(32) })
  pass(1_000)
  await shared.learn('s')
  expect([...shared.of('s')]).toEqual([theirs.hash, 'cd'.repeat(32)])
})

test('what couldn’t be told is told with the next; what can’t be learned refuses', async () => {
  const { shared, errors, fall, lingered, kept } = sharing()
  fall(true)
  shared.tell('s', value)
  await lingered()
  await expect(shared.learn('s')).rejects.toThrow('down')
  expect(errors).toEqual([new Error('down')])
  fall(false)
  shared.tell('s', Buffer.from('another-value'))
  await lingered()
  expect(kept.map(({ hash }) => hash)).toEqual([hashOf(KEY, value), hashOf(KEY, Buffer.from('another-value'))])
  await shared.learn('s')
})
