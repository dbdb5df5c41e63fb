import { parse } from 'yaml'
import { settings } from '../src/config/schema.ts'
import { toConfig } from '../src/config/to-config.ts'
import { openCredentials } from '../src/open-credentials.ts'
import { SMALLEST } from './config/files.ts'

test('each of a connection’s credentials is opened from where it is configured', async () => {
  const connection = {
    ...{ name: 'shop', protocol: 'http', upstream: 'http://127.0.0.1:9' },
    ...{ credential: { bearer: 'env:ONE' }, credentials: { deploy: { bearer: 'env:OTHER' } } },
  }
  const config = toConfig(settings.parse({ ...parse(SMALLEST), connections: [connection] }), '/etc/gate', [])
  const fetched: string[] = []
  const credentials = await openCredentials(
    config,
    { ONE: 'first-of-both', OTHER: 'second-of-both' },
    ({ connection }) => fetched.push(connection),
  )
  const shop = { ...config.connections[0]! }
  const session = { id: 's-1', agent: 'ci' }
  const open = (name: string | null) => credentials.open(shop, [], session, name)
  expect([await open(null), await open('deploy')]).toEqual([
    { kind: 'bearer', token: 'first-of-both' },
    { kind: 'bearer', token: 'second-of-both' },
  ])
  expect([...credentials.known()].sort()).toEqual(['first-of-both', 'second-of-both'])
  await credentials.close()
})
