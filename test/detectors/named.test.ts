import { named } from '../../src/detectors/named.ts'
import { characters } from '../../src/detectors/sample.ts'
import { matched } from './looks.ts'

const value = characters('0-9a-f', 32)
const shape = named(['acme'], '[0-9a-f]{32}')

test.each([
  [`ACME_API_KEY=${value}`, value],
  [`"acmeToken": "${value}"`, value],
  [`acme_dashboard = "${value}"`, undefined],
  [`acme_key_id = "${value}"`, undefined],
  [`ACME_API_KEY=${value}0`, undefined],
  [`ACME_API_KEY=${value.slice(1)}`, undefined],
])('%j', (text, found) => {
  expect(matched(shape, text)).toBe(found)
})
