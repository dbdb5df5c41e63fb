import { detectorsIn } from '../../src/policy/detectors.ts'

const detector = {
  name: 'employee-number',
  title: 'Employee number',
  pattern: 'ACME-[0-9]{6}',
  examples: ['ACME-123456'],
  lookalikes: ['ACME-1'],
}
const read = (custom: unknown) => detectorsIn(Buffer.from(JSON.stringify({ settings: { secrets: { custom } } })))

test('the detectors of settings.secrets.custom', () => {
  expect(read([detector])).toEqual([detector])
  expect(detectorsIn(Buffer.from('{}'))).toEqual([])
})

test.each([
  [[{ ...detector, pattern: '(a+)+' }], `Detector "employee-number": its pattern can't be used: No pattern: (a+)+.`],
  [[{ ...detector, name: 'jwt' }], 'The detector "jwt" has a name that is taken.'],
  [[detector, detector], 'There are two detectors "employee-number".'],
  [[{ ...detector, examples: [] }], expect.stringContaining('settings.secrets.custom.0.examples')],
  ['none', expect.stringContaining('settings.secrets.custom')],
])('%j is refused', (custom, message) => {
  expect(() => read(custom)).toThrow(expect.objectContaining({ code: 'ERR_POLICY_BUNDLE', message }))
})
