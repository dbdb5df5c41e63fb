import { call } from './calling.ts'

test('a semantic version is valid, with a v or without', () => {
  expect(['1.2.3', 'v1.0.0-alpha.1+b.2', '0.0.0-0a'].map((text) => call('semver.is_valid', text))).toEqual([
    true,
    true,
    true,
  ])
  for (const other of [
    '1.2',
    '1.2.3.4',
    '01.2.3',
    '1.2.3-01',
    '1.2.3-',
    '1.2.3+',
    '1.2.9223372036854775808',
    'vv1.2.3',
    1,
  ]) {
    expect(call('semver.is_valid', other)).toBe(false)
  }
})

// SemVer 2.0.0, section 11.
test('versions have their precedence', () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.10.0',
    '2.0.0',
  ]
  for (const [index, version] of ordered.entries()) {
    expect(ordered.map((other) => call('semver.compare', version, other))).toEqual(
      ordered.map((_, other) => Math.sign(index - other)),
    )
  }
  expect(call('semver.compare', 'v1.0.0+a', '1.0.0+b')).toBe(0)
  expect(call('semver.compare', '1.0', '1.0.0')).toBeUndefined()
})

test('numbers on which OPA would never end are refused', () => {
  expect(() => call('semver.compare', '1.0.0-9999999999999999999', '1.0.0-9999999999999999998')).toThrow(
    'so large a number',
  )
})
