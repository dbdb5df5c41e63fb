import { hash } from 'node:crypto'
import type { Requirement } from '../core/decision.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Session } from '../core/session.ts'
import { requestersOf } from './people.ts'

/** Exactly what is asked: who, as which agent, in which run and on whose behalf, through which connection, to do what, with which bytes; and of whom. */
export interface Bound {
  readonly session: Pick<Session, 'id' | 'agent' | 'issuer' | 'subject' | 'run' | 'trust' | 'claims'>
  readonly connection: string
  readonly operations: NonEmpty<Operation>
  readonly target: string
  /** Lower-case hex SHA-256 of the body; null where the operations already hold all that matters. */
  readonly body: string | null
  readonly requirements: readonly Requirement[]
}

/** Lower-case hex SHA-256 over the members, keys in order. A session without a known run binds to itself alone. */
export function digestOf({ session, connection, operations, target, body, requirements }: Bound): string {
  const run = session.run ?? `session ${session.id}`
  // How long it is asked, and in which channel, makes it no other question.
  const questions = requirements.map(({ seconds: _seconds, channel: _channel, ...question }) => question)
  // Another person behind the same run is another one who can't answer.
  const requesters = requestersOf(session)
  const { agent, issuer, subject } = session
  return hash(
    'sha256',
    canonical([agent, issuer, subject, run, connection, operations, target, body, questions, requesters]),
  )
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
