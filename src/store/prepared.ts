import { hash } from 'node:crypto'
import { type Interceptor, type QuerySqlToken, sql, type ValueExpression } from 'slonik'
import type { z } from 'zod'

/**
 * What PostgreSQL answers where a pooler of transactions gave the statement to another connection than the query, and
 * where a migration changed what it returns (PostgreSQL, "Error Codes"; "PREPARE").
 */
const LOST = new Set(['26000', '42P05', '0A000'])

/**
 * Slonik's tags for a query that each connection has PostgreSQL parse and plan once: for what requests wait for. Only for
 * text that is the same each time.
 *
 * @param name of this query alone
 */
export function prepared(name: string) {
  const named = <Query extends QuerySqlToken>(query: Query): Query => ({ ...query, name: nameOf(name, query.sql) })
  return {
    unsafe: (text: TemplateStringsArray, ...values: ValueExpression[]) => named(sql.unsafe(text, ...values)),
    type:
      <Row extends z.ZodType>(row: Row) =>
      (text: TemplateStringsArray, ...values: ValueExpression[]) =>
        named(sql.type(row)(text, ...values)),
  }
}

const names = new Map<string, { readonly text: string; readonly whole: string }>()

/** Names the text as well: a pooler may hand us a connection on which another version of this has prepared its own. */
function nameOf(name: string, text: string): string {
  const known = names.get(name)
  if (known?.text === text) return known.whole
  const whole = `sallyport_${name}_${hash('sha256', text).slice(0, 8)}`
  names.set(name, { text, whole })
  return whole
}

/** Goes on without, once a pool's connections turn out to keep no statements: the query that showed it fails. */
export function preparedStatements(): Interceptor {
  let lost = false
  return {
    name: 'prepared-statements',
    transformQuery: (_context, query) => (lost ? { sql: query.sql, values: query.values } : query),
    queryExecutionError(_context, _query, error) {
      lost ||= LOST.has((error as { code?: string }).code ?? '')
      return null
    },
  }
}
