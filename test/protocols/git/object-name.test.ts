import { readObjectName } from '../../../src/protocols/git/object-name.ts'

test.each(['0'.repeat(40), 'a1'.repeat(32)])('%s is an object name', (name) => {
  expect(readObjectName(name, 'It')).toBe(name)
})

test.each(['', 'HEAD', 'A'.repeat(40), '1'.repeat(41), '-'.repeat(40), `${'1'.repeat(40)}\n`, '$(id)'])(
  '%j is none',
  (name) => {
    expect(() => readObjectName(name, 'A want')).toThrow(
      expect.objectContaining({
        code: 'ERR_UNINTELLIGIBLE',
        message: 'A want names something that is no object name.',
      }),
    )
  },
)
