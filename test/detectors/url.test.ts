import { characters } from '../../src/detectors/sample.ts'
import { passwordIn } from '../../src/detectors/url.ts'
import { matched } from './looks.ts'

const shape = passwordIn((scheme) => scheme === 'https')
const password = characters('A-Za-z0-9', 12)

test.each([
  [`https://ci:${password}@host/x`, password],
  [`git+https://ci:${password}@host/x`, undefined],
  [`\\nhttps://ci:${password}@host/x`, password],
  [`https://:${password}@host:80`, password],
  [`https://ci:${password}!@x@host/`, `${password}!@x`],
  [`https://ci:${password}/@host/`, undefined],
  [`https://ci:${password}`, undefined],
  [`https://${password}@host`, undefined],
  ['https://host:8080/a@b', undefined],
])('%j', (text, found) => {
  expect(matched(shape, text)).toBe(found)
})

test.each([
  'password',
  'user',
  'a%2Fbcd',
  'he%2F%2Fo',
  `${'$'}{PASS1}`,
  '<secret1>',
  '{password1}',
  'changeme1',
  'short',
  'kitchen',
  '123456',
  '%PASS1%',
  'admin',
])('no password: %s', (stand) => {
  expect(matched(shape, `https://user:${stand}@host/`)).toBeUndefined()
})
