import { createKnown } from '../../src/credentials/known.ts'

const HOUR = 3_600_000
const clock = { now: 0 }
beforeEach(() => {
  clock.now = 1_000_000
})

test('a value is known from when it is remembered until an hour after its end', () => {
  const known = createKnown(() => clock.now)
  known.remember(['first-value', ''], clock.now + 5)
  known.remember(['forever'])
  expect(known.values()).toEqual(['first-value', 'forever'])
  clock.now += HOUR + 4
  known.remember(['second'], clock.now)
  expect(known.values()).toEqual(['first-value', 'forever', 'second'])
  clock.now += 1
  known.remember(['third-value'], clock.now)
  expect(known.values()).toEqual(['forever', 'second', 'third-value'])
})

test('the list is another only where a value was added, and a later end counts', () => {
  const known = createKnown(() => clock.now)
  known.remember(['lease-value'], clock.now + 5)
  const { values } = known
  const before = values()
  known.remember(['lease-value'], clock.now + 5)
  expect(values()).toBe(before)
  known.remember(['lease-value'], clock.now + 2 * HOUR)
  clock.now += 2 * HOUR
  known.remember(['other-value'])
  expect(values()).toEqual(['lease-value', 'other-value'])
})

test('a text is freed of values, also as a form has them', () => {
  const known = createKnown(() => clock.now)
  known.remember(['a+b/c', 'plain', 'plainer', '\ud800'])
  expect(known.mask('a+b/c and a%2Bb%2Fc and plain text')).toBe('[masked] and [masked] and [masked] text')
  expect(known.mask('plainer')).toBe('[masked]')
})

test('a value that any text contains is hidden in what sources say, and told to nobody', () => {
  const known = createKnown(() => clock.now)
  known.remember(['short', 'longer'])
  expect(known.values()).toEqual(['longer'])
  expect(known.mask('a short and a longer one')).toBe('a [masked] and a [masked] one')
})
