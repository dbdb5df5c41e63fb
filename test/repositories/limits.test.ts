import { tooMuch } from '../../src/repositories/limits.ts'

test('what is too much is said so, with what would pass', () => {
  expect(tooMuch('So much.')).toMatchObject({
    code: 'ERR_INSPECTION_LIMIT',
    status: 413,
    message: 'So much.',
    fix: 'Push in smaller parts.',
  })
})
