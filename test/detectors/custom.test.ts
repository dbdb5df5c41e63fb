import type { CustomDetector } from '../../src/core/detector.ts'
import { customRule, problemsOf } from '../../src/detectors/custom.ts'

const employee: CustomDetector = {
  name: 'employee-number',
  title: 'Employee number',
  pattern: 'ACME-[0-9]{6}',
  examples: ['ACME-123456', 'by «ACME-654321», today'],
  lookalikes: ['ACME-12345', 'ACME-1234567'],
}

test('a detector that does what it says has no problems', () => {
  expect(problemsOf(employee)).toEqual([])
  expect(
    problemsOf({ ...employee, pattern: '[0-9]{6}', keywords: ['Employee'], examples: ['employee: «123456».'] }),
  ).toEqual([])
  expect(customRule(employee)).toBe(customRule(employee))
})

test('examples that it misses and look-alikes that it takes are told', () => {
  expect(problemsOf({ ...employee, examples: ['ACME-1'], lookalikes: ['an ACME-123456'] })).toEqual([
    'Detector "employee-number" finds nothing in its example "ACME-1".',
    'Detector "employee-number" finds "ACME-123456" in its look-alike "an ACME-123456".',
  ])
  expect(problemsOf({ ...employee, examples: ['«ACME-123456» and ACME-222222'] })).toEqual([
    'Detector "employee-number" finds "ACME-123456", "ACME-222222" in its example "«ACME-123456» and ACME-222222".',
  ])
})

test.each([
  [{ pattern: '(a+)+b' }, 'No pattern: (a+)+b'],
  [{ pattern: '[0-9]{6}' }, 'No keyword of three characters: [0-9]{6}'],
  [{ pattern: 'ACME-[0-9]{9999}' }, 'it may match 10004 bytes, and at most 4096 are looked at'],
  [{ keywords: ['a'] }, '"a" is no keyword of three visible characters or more'],
])('%j is refused in words', (change, why) => {
  expect(problemsOf({ ...employee, ...change })).toEqual([
    `Detector "employee-number": its pattern can't be used: ${why}.`,
  ])
})
