import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from '../../src/store/cluster.ts'
import { binaries } from '../support/binaries.ts'
import { type Gate, startGate } from './gate.ts'

/** The whole sample on a PostgreSQL of its own, which a test may stop and start. */
export async function startGateOnCluster(): Promise<{
  readonly directory: string
  readonly cluster: Cluster
  readonly gate: Gate
}> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-cluster-'))
  const cluster = await startCluster(await binaries(), directory)
  return { directory, cluster, gate: await startGate({ store: cluster.url }) }
}
