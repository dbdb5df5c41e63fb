import { exitCodeFor, exitCodeOf } from '../../../src/cli/run/exit-code.ts'
import { type ErrorCode, GatewayError } from '../../../src/core/errors.ts'

test.each([
  [0, null, 0],
  [7, null, 7],
  [null, 'SIGTERM', 143],
  [null, 'SIGKILL', 137],
] as const)('%p, %p is %i, as in a shell', (code, signal, expected) => {
  expect(exitCodeOf(code, signal)).toBe(expected)
})

test.each([
  ['ERR_GATEWAY_UNAVAILABLE', 69],
  ['ERR_ID_TOKEN_UNAVAILABLE', 69],
  ['ERR_TOKEN_AGENT', 77],
  ['ERR_ID_TOKEN_MISSING', 78],
  ['ERR_CONFINEMENT_UNAVAILABLE', 78],
  ['ERR_COMMAND_UNKNOWN', 127],
] as const)('%s is %i', (code: ErrorCode, expected) => {
  expect(exitCodeFor(new GatewayError(code, 'No.'))).toBe(expected)
})
