import { sampleConfig } from '../../scripts/sample/config.ts'
import { bundle } from './run-cli.ts'

/** The sample's configuration on any ports, on the database that TEST_DATABASE_URL names. */
export function withStore(
  upstream = 'http://127.0.0.1:9',
  ports = { agents: 0, people: 0, status: 0, proxy: 0 },
): string {
  const store = '{ url: "env:TEST_DATABASE_URL" }'
  return sampleConfig({ ports, issuer: 'http://127.0.0.1:9', upstream, bundle, store })
}
