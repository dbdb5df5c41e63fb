import type { Judgement } from '../core/decision.ts'
import type { Intent } from '../core/journal.ts'
import type { Json } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate, Masker } from './gate.ts'

/** Puts on record what is about to happen. Once it resolves the entry is durable; if it rejects, nothing may be sent. */
export async function record(
  gate: Gate,
  exchange: Exchange,
  { session, request, operations }: Matched,
  { uses, grants }: Pick<Intent, 'uses' | 'grants'>,
): Promise<void> {
  const masker = gate.recordMasker(session.id)
  await gate.journal.intend({
    exchange: exchange.id,
    session: session.id,
    connection: request.connection.name,
    protocol: request.connection.protocol,
    method: request.method,
    host: request.host,
    target: masker.value(request.path + request.query),
    headers: masker.headers(request.headers),
    operations: maskedOperations(masker, operations ?? []),
    decisions: exchange.decisions.map((decision) => maskedJudgement(masker, decision)),
    at: exchange.at,
    uses,
    grants,
    inspectionOf: null,
  })
  exchange.intended = true
}

/** A rule's words may hold what the agent asked for, and people's what they were told. */
function maskedJudgement(masker: Masker, { reasons, asked, ...judgement }: Judgement): Judgement {
  const masked = <T>(told: T): T => maskedDocument(masker, told as Json) as T
  return {
    ...judgement,
    reasons: masked(reasons),
    asked: { ...asked, approval: masked(asked.approval) },
  } as Judgement
}

/** Operations without the secrets in them, for whatever is kept. */
export function maskedOperations(masker: Masker, operations: readonly Operation[]): readonly Operation[] {
  if (isClean(masker, operations)) return operations
  return operations.map((operation) => maskedOperation(masker, operation))
}

/** What was asked, without the secrets in it: an agent may have put one into a path, a query or a name. */
function maskedOperation(masker: Masker, operation: Operation): Operation {
  return {
    ...operation,
    resource: masker.value(operation.resource),
    detail: maskedJson(masker, operation.detail, ''),
  }
}

/** The same for any JSON. */
export function maskedDocument(masker: Masker, document: Json): Json {
  return isClean(masker, document) ? document : maskedJson(masker, document, '')
}

function isClean(masker: Masker, value: unknown): boolean {
  const text = asBytes(JSON.stringify(value))
  // A backslash escapes something that a secret might hold: then every string is looked at by itself.
  return !text.includes('\\') && !masker.suspects(text)
}

function maskedJson(masker: Masker, value: Json, name: string): Json {
  if (typeof value === 'string') return maskedValue(masker, value, name)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((member) => maskedJson(masker, member, name))
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [masker.value(key), maskedJson(masker, member, key)]),
  )
}

/** With its name before it: some secrets are told only by what they are called. */
function maskedValue(masker: Masker, value: string, name: string): string {
  const named = masker.value(`${name}=${value}`)
  return named.startsWith(`${name}=`) ? named.slice(name.length + 1) : masker.value(value)
}

function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1')
}
