import { startCluster } from '../../src/store/cluster.ts'
import { binaries } from '../support/binaries.ts'

// A process that owns a server, for a test to kill: node start-cluster.ts DIRECTORY
const { url } = await startCluster(await binaries(), process.argv[2]!)
process.stdout.write(`${url}\n`)
