import { join } from 'node:path'
import { embeddedBinaries, type ServerBinaries } from '../../src/store/binaries.ts'

/** The embedded server's programs, or those in the directory that SALLYPORT_TEST_POSTGRES_BIN names. */
export async function binaries(): Promise<ServerBinaries> {
  const named = process.env.SALLYPORT_TEST_POSTGRES_BIN
  if (named === undefined) return embeddedBinaries()
  return { initdb: join(named, 'initdb'), postgres: join(named, 'postgres') }
}
