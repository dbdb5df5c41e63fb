import { newId } from '../../src/core/id.ts'

test('an id is a UUID of version 7 that begins with its time', () => {
  const at = 0x0123456789ab
  for (const id of Array.from({ length: 1_000 }, () => newId(at))) {
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
  expect(newId(1)).toMatch(/^00000000-0001-7/)
})

test('ids of one moment differ, and later ones sort after', () => {
  expect(new Set(Array.from({ length: 20_000 }, () => newId(5))).size).toBe(20_000)
  expect(newId(255) < newId(256)).toBe(true)
})

test('every bit but those of time, version and variant is random', () => {
  const ids = Array.from({ length: 400 }, () => newId(0).replaceAll('-', '').slice(13))
  const varying = [...ids[0]!].map((_, place) => new Set(ids.map((id) => id[place])).size)
  expect(varying).toEqual([...ids[0]!].map((_, place) => (place === 3 ? 4 : 16)))
})
