import { needingOpa } from '../../policy/real-opa.ts'
import { POLICIES, policiesWith } from '../../policy/workshop/policies.ts'
import { sallyport } from '../run-cli.ts'

const test = needingOpa()

test('the reference policies pass, in OPA and in the engine', async () => {
  const { status, out, err } = await sallyport(['policy', 'test', POLICIES, '--inputs', '100'])
  expect([status, err]).toEqual([0, ''])
  expect(out).toMatch(/: \d{3} tests and 100 generated inputs, 100% of lines, 0 problems\n$/)
}, 60_000)

test('a test that fails is named, and is exit status 1', async () => {
  const policies = policiesWith({ 'main_test.rego': 'package sallyport_test\n\ntest_nothing if false\n' })
  const { status, out, err } = await sallyport(['policy', 'test', policies, '--inputs', '10'])
  expect([status, err]).toEqual([1, 'sallyport_test.test_nothing fails.\n'])
  expect(out).toContain('1 problems')
}, 60_000)
