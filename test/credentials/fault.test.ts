import { faultOf, SourceError } from '../../src/credentials/fault.ts'

test('what a source did wrong is told in its own words, and anything else as a matter of configuration', () => {
  expect(faultOf(new SourceError('refused', 'STS answered 403'))).toBe('refused')
  expect(faultOf(new Error('ENOENT'))).toBe("can't be read as it is configured")
})
