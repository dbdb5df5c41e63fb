/** Every code that Sallyport answers with, and the HTTP status that it means. Codes are stable; messages are not. */
const STATUS = {
  ERR_SESSION_REQUIRED: 401,
  ERR_SESSION_UNKNOWN: 401,
  ERR_SESSION_EXPIRED: 401,
  ERR_SESSION_ENDED: 401,
  ERR_TOKEN_REQUEST: 400,
  ERR_LEASE_MALFORMED: 400,
  ERR_TOKEN_MALFORMED: 401,
  ERR_TOKEN_ALGORITHM: 401,
  ERR_TOKEN_ISSUER: 401,
  ERR_TOKEN_SIGNATURE: 401,
  ERR_TOKEN_AUDIENCE: 401,
  ERR_TOKEN_EXPIRED: 401,
  ERR_TOKEN_NOT_YET_VALID: 401,
  ERR_TOKEN_CLAIMS: 401,
  ERR_TOKEN_USED: 401,
  ERR_TOKEN_AGENT: 401,
  ERR_TOKEN_RUN: 401,
  ERR_ISSUER_UNAVAILABLE: 503,
  ERR_OPERATOR_REQUIRED: 401,
  ERR_LOGIN_REQUIRED: 401,
  ERR_LOGIN_FAILED: 401,
  ERR_LOGIN_UNAVAILABLE: 503,
  ERR_LOGIN_UNSUPPORTED: 501,
  ERR_ADMIN_REQUIRED: 403,
  ERR_CROSS_SITE: 403,
  ERR_REQUEST: 400,
  ERR_NOT_FOUND: 404,
  ERR_RECORDING_DELETED: 410,
  ERR_CONNECTION_UNKNOWN: 404,
  ERR_UNINTELLIGIBLE: 400,
  ERR_UPGRADE_UNSUPPORTED: 501,
  ERR_BODY_TOO_LARGE: 413,
  ERR_SPOOL_QUOTA: 429,
  ERR_TUNNEL_LIMIT: 429,
  ERR_CLIENT_TLS: 400,
  ERR_ADDRESS_FORBIDDEN: 403,
  ERR_INSPECTION_LIMIT: 413,
  ERR_INSPECTION_UNAVAILABLE: 503,
  ERR_POLICY_MISSING: 503,
  ERR_POLICY_BUNDLE: 503,
  ERR_POLICY_SIGNATURE: 503,
  ERR_POLICY_ROLLBACK: 503,
  ERR_POLICY_INPUT: 503,
  ERR_POLICY_DEADLINE: 503,
  ERR_POLICY_MEMORY: 503,
  ERR_POLICY_RUNTIME: 503,
  ERR_POLICY_UNDEFINED: 503,
  ERR_POLICY_MALFORMED: 503,
  ERR_LEASE_EXCEEDED: 403,
  ERR_LEASE_ENDED: 403,
  ERR_DENIED: 403,
  ERR_APPROVAL_PENDING: 403,
  ERR_APPROVAL_DENIED: 403,
  ERR_APPROVAL_EXPIRED: 403,
  ERR_APPROVAL_CLOSED: 409,
  ERR_APPROVAL_AGAIN: 403,
  ERR_APPROVAL_USED: 403,
  ERR_APPROVAL_THROTTLED: 429,
  ERR_HOLD_LIMIT: 429,
  ERR_VOTER_REQUESTER: 403,
  ERR_VOTER_GROUP: 403,
  ERR_VOTER_REASON: 422,
  ERR_VOTER_LOGIN: 403,
  ERR_VOTER_OPERATOR: 403,
  ERR_VOTER_UNKNOWN: 403,
  ERR_SLACK_UNAVAILABLE: 503,
  ERR_JOURNAL_UNAVAILABLE: 503,
  ERR_JOURNAL_TAMPERED: 500,
  ERR_STORE_UNAVAILABLE: 503,
  ERR_STORE_NEWER: 503,
  ERR_CREDENTIAL_UNAVAILABLE: 503,
  ERR_CREDENTIAL_UNKNOWN: 503,
  ERR_UPSTREAM_UNREACHABLE: 502,
  ERR_UPSTREAM_BROKEN: 502,
  ERR_UNMASKABLE: 502,
  ERR_DRAINING: 503,
  ERR_ID_TOKEN_MISSING: 400,
  ERR_ID_TOKEN_UNAVAILABLE: 503,
  ERR_GATEWAY_UNAVAILABLE: 503,
  ERR_PROXY_MISSING: 501,
  ERR_CONFINEMENT_UNAVAILABLE: 501,
  ERR_COMMAND_UNKNOWN: 404,
  ERR_NOT_ATTACHED: 404,
  ERR_CONFIG: 500,
  ERR_INTERNAL: 500,
} as const

export type ErrorCode = keyof typeof STATUS

/** The HTTP status that a code is answered with. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code]
}

/**
 * The one error class. `message` is a sentence that a client may print: it holds no secret and no internals
 * (those go in `cause`, for the log). `fix` says what would pass.
 *
 * @example
 * throw new GatewayError('ERR_CONNECTION_UNKNOWN', 'No connection is named "shop".', { fix: 'Add it to sallyport.yaml.' })
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly fix: string | undefined

  constructor(code: ErrorCode, message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.code = code
    this.fix = options.fix
  }

  get status(): number {
    return STATUS[this.code]
  }
}

/** What an adapter throws when it can't read a request: never guess. */
export function unintelligible(what: string, fix?: string): GatewayError {
  return new GatewayError('ERR_UNINTELLIGIBLE', what, fix === undefined ? {} : { fix })
}

/** Any thrown value as a {@link GatewayError}; what was not ours becomes ERR_INTERNAL, its text kept from the client. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  return new GatewayError('ERR_INTERNAL', 'Sallyport failed while it handled this request, and refused it.', {
    cause: thrown,
  })
}
