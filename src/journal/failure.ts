import { GatewayError } from '../core/errors.ts'

/** SQLSTATE 23505: somebody else's row is there already, be it a commit of our own that was given up. */
const TAKEN = '23505'

/** SQLSTATE classes 22, data exception, and 23, integrity: the row is at fault, not the database. */
export function isRefusal(thrown: unknown): boolean {
  for (let at: unknown = thrown; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string' && /^2[23]/.test(code)) return code !== TAKEN
  }
  return false
}

export function unavailable(cause: unknown): GatewayError {
  return new GatewayError(
    'ERR_JOURNAL_UNAVAILABLE',
    "The journal can't be written, and nothing goes upstream that isn't on record.",
    {
      fix: 'Retry; service resumes by itself once the database is back.',
      cause,
    },
  )
}

/** Nobody but this process writes its chains. */
export function tampered(writer: string): GatewayError {
  return new GatewayError(
    'ERR_JOURNAL_TAMPERED',
    `The chain ${writer} is not in the database as this process wrote it.`,
    {
      fix: 'Run sallyport verify, and find out who else writes to this database.',
    },
  )
}

/** Nobody takes checkpoints back. */
export function checkpointLost(number: number): GatewayError {
  return new GatewayError(
    'ERR_JOURNAL_TAMPERED',
    `Checkpoint ${number} is not in the database as this process has seen it.`,
    {
      fix: 'Run sallyport verify with an anchor, and find out who else writes to this database.',
    },
  )
}

export function approvalUsed(): GatewayError {
  return new GatewayError(
    'ERR_APPROVAL_USED',
    'The approval of this request was used, expired or withdrawn before the request could go on.',
    {
      fix: 'Repeat the request to ask again.',
    },
  )
}
