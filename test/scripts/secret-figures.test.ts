import { secretsReport, writtenReport } from '../../scripts/secret-figures.ts'

test('the page about secrets has the figures and the rules of today', () => {
  expect(writtenReport()).toBe(secretsReport())
})
