import { fuelFor, outOfFuel } from '../../src/policy/fuel.ts'

test('the refusal says what happened, and keeps its cause', () => {
  const cause = new Error('unreachable')
  expect(outOfFuel(cause)).toMatchObject({
    code: 'ERR_POLICY_DEADLINE',
    status: 503,
    message: 'The policy took too much work over this request, which is refused. Other requests are not affected.',
    cause,
  })
})

test('a longer input may take more work', () => {
  expect(fuelFor(0)).toBe(5_000_000)
  expect(fuelFor(1_000_000)).toBe(35_000_000)
})
