import { asGatewayError, GatewayError, statusOf, unintelligible } from '../../src/core/errors.ts'

test('an error knows its code, its status, what would pass, and its cause', () => {
  const cause = new Error('inner')
  const error = new GatewayError('ERR_NOT_FOUND', 'No.', { fix: 'Look elsewhere.', cause })
  expect(error).toBeInstanceOf(Error)
  expect({ ...error, name: error.name, message: error.message, status: error.status, cause: error.cause }).toEqual({
    name: 'GatewayError',
    code: 'ERR_NOT_FOUND',
    fix: 'Look elsewhere.',
    message: 'No.',
    status: 404,
    cause,
  })
  expect('cause' in new GatewayError('ERR_NOT_FOUND', 'No.')).toBe(false)
  expect(new GatewayError('ERR_NOT_FOUND', 'No.').fix).toBeUndefined()
})

test.each([
  ['ERR_SESSION_REQUIRED', 401],
  ['ERR_DENIED', 403],
  ['ERR_APPROVAL_CLOSED', 409],
  ['ERR_BODY_TOO_LARGE', 413],
  ['ERR_UPSTREAM_UNREACHABLE', 502],
  ['ERR_JOURNAL_UNAVAILABLE', 503],
] as const)('%s means %i', (code, status) => {
  expect(statusOf(code)).toBe(status)
})

test('a request that an adapter cannot read is an error of the client', () => {
  expect(unintelligible('Odd.')).toMatchObject({
    code: 'ERR_UNINTELLIGIBLE',
    status: 400,
    message: 'Odd.',
    fix: undefined,
  })
  expect(unintelligible('Odd.', 'Be even.').fix).toBe('Be even.')
})

test('what was not ours is kept from the client', () => {
  const own = new GatewayError('ERR_DENIED', 'No.')
  expect(asGatewayError(own)).toBe(own)
  const other = new TypeError('at 10.0.0.7')
  expect(asGatewayError(other)).toMatchObject({ code: 'ERR_INTERNAL', status: 500, cause: other })
  expect(asGatewayError(other).message).toBe('Sallyport failed while it handled this request, and refused it.')
  expect(asGatewayError(undefined)).toMatchObject({ code: 'ERR_INTERNAL', cause: undefined })
})
