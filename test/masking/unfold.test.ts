import { unfold } from '../../src/masking/unfold.ts'

const line = 'QUJD'.repeat(16)

test.each([
  [`${line}\nabc`, 64, 1],
  [`${line}\r\nabc`, 64, 2],
  [`${line}\n    abc`, 64, 5],
])('the break in %j is taken out', (text, at, size) => {
  expect(unfold(Buffer.from(text), 0, false)).toMatchObject({ at, size, stands: new Uint8Array(0) })
})

test.each([`${line}\n`, `${line}\r`, `${line}\r\n  `])('the break in %j waits for more', (text) => {
  expect(unfold(Buffer.from(text), 0, false)).toMatchObject({ at: 64, size: 0 })
})

test('other breaks stay', () => {
  expect(unfold(Buffer.from(`a line of a text that is as long as one of base64\n${line}, and\n`), 0, false)).toBeNull()
})
