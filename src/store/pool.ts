import { createPool, createTypeParserPreset, type DatabasePool, type Interceptor, InvalidInputError } from 'slonik'
import type { z } from 'zod'
import { GatewayError } from '../core/errors.ts'
import { preparedStatements } from './prepared.ts'

/** Slonik checks a row against its query's schema only where an interceptor does so. */
const checkRows: Interceptor = {
  name: 'check-rows',
  transformRow(context, _query, row) {
    const schema = context.resultParser as z.ZodType<typeof row> | undefined
    return schema === undefined ? row : schema.parse(row)
  },
}

/** Milliseconds that any statement may take before the request that needs it is refused. */
const STATEMENT_TIMEOUT = 5_000

/**
 * A pool on one PostgreSQL database. Whole numbers arrive as numbers, timestamps as milliseconds.
 *
 * @throws ERR_STORE_UNAVAILABLE where the database can't be reached: slonik asks it for its types at once
 */
export async function openPool(url: string, options: { size: number }): Promise<DatabasePool> {
  const pool = await guarded(() => connect(url, options.size))
  // Each error rejects its query as well; without a listener Node would throw it from here.
  pool.on('error', () => {})
  return pool
}

function connect(url: string, size: number): Promise<DatabasePool> {
  return createPool(url, {
    maxPoolSize: size,
    connectionRetryLimit: 0,
    connectionTimeout: STATEMENT_TIMEOUT,
    statementTimeout: STATEMENT_TIMEOUT,
    idleTimeout: 60_000,
    gracefulTerminationTimeout: 1_000,
    queryRetryLimit: 0,
    // Nothing here sets session state, so there is none to discard: saves a round trip a query.
    resetConnection: async () => {},
    interceptors: [checkRows, preparedStatements()],
    typeParsers: [
      ...createTypeParserPreset().filter((parser) => parser.name !== 'int8'),
      { name: 'int8', parse: (text) => Number(text) },
    ],
  })
}

/** Runs a query; whatever the database couldn't do becomes ERR_STORE_UNAVAILABLE, its cause kept for the log. */
export async function guarded<T>(query: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  try {
    // A frozen server answers nothing, not even a time-out of its own.
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${STATEMENT_TIMEOUT} ms`)), STATEMENT_TIMEOUT)
    })
    return await Promise.race([query(), late])
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause
    throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The database did not answer.', {
      fix: 'Retry; service resumes by itself once the database is back.',
      // Slonik drops this error's SQLSTATE, by which the journal tells a row at fault from a database at fault.
      cause: cause instanceof InvalidInputError ? Object.assign(cause, { code: '22P02' }) : cause,
    })
  } finally {
    clearTimeout(timer)
  }
}
