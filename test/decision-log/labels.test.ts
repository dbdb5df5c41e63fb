import { readFileSync } from 'node:fs'
import { labels } from '../../src/decision-log/labels.ts'

test('the product, the replica, and the version of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(await labels('host-1')).toEqual({ app: 'sallyport', id: 'host-1', version })
})
