import { leaf } from '../../../src/masking/structured/leaf.ts'
import { field } from './redact.ts'

test.each([
  ['null', 'fixed', 'null'],
  ['true', 'fixed', 'false'],
  ['false', 'pseudonym', 'false'],
  ['-12.5', 'fixed', '0'],
  ['-12.5', 'last_four', '0'],
  ['-12.5', 'pseudonym', '10'],
] as const)('%s by %s is %s', (text, mode, stands) => {
  expect(leaf(field(mode), text)).toBe(stands)
})
