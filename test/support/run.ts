import type { Cluster } from '../../src/store/cluster.ts'

/** The migrated database that test files clone. */
export const TEMPLATE = 'sallyport_template'

/** What one run of the tests opened. */
export interface Run {
  readonly cluster: Cluster
  readonly directory: string
}

const key = Symbol.for('sallyport.test.run')

/** Setup and teardown are loaded apart from each other; only the global object is common to both. */
export function remember(run: Run): void {
  Object.assign(globalThis, { [key]: run })
}

export function recall(): Run {
  return (globalThis as unknown as Record<typeof key, Run>)[key]
}

/** The URL of another database on the same server. */
export function within(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}
