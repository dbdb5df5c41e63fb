import { pem, putty, serviceAccount } from '../../src/detectors/private-key.ts'
import { characters } from '../../src/detectors/sample.ts'
import { matched } from './looks.ts'

const label = (edge: string, kind = '') => ['-----', edge, ' ', kind, 'PRIVATE', ' KEY', '-----'].join('')
const line = characters('A-Za-z0-9+/', 64)
const block = `${label('BEGIN')}\n${line}\n${label('END')}`

test.each(['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ', 'DSA '])('a %sprivate key', (kind) => {
  const text = `${label('BEGIN', kind)}\n${line}\n${label('END', kind)}`
  expect(matched(pem, `first\n${text}\nlast`)).toBe(text)
})

test('line ends may be escaped, and the end may be cut off', () => {
  const escaped = block.replaceAll('\n', '\\n')
  expect(matched(pem, `{"k":"${escaped}\\n"}`)).toBe(escaped)
  expect(matched(pem, `${label('BEGIN')}\n${line}\n`)).toBe(`${label('BEGIN')}\n${line}`)
})

test.each([
  ['of the public', block.replaceAll('PRIVATE', 'PUBLIC')],
  ['a certificate', `-----BEGIN CERTIFICATE-----\n${line}\n`],
  ['talk of one', `if (text.startsWith("${label('BEGIN')}")) throw new TypeError("no key there, dear caller")`],
  ['a stand-in', `${label('BEGIN')}\n...\n${label('END')}`],
])('no private key: %s', (_, text) => {
  expect(matched(pem, text)).toBeUndefined()
})

test("the private lines of PuTTY's file", () => {
  const lines = `${line}\n${line.slice(0, 40)}`
  expect(matched(putty, `Private-${'Lines'}: 2\n${lines}\nPrivate-MAC: 0011\n`)).toBe(lines)
  expect(matched(putty, `Private-${'Lines'}: 1\nshort\nPrivate-MAC: 0011\n`)).toBeUndefined()
})

test('the key of a service account stands behind its ID', () => {
  const written = block.replaceAll('\n', '\\n')
  const file = (id: string) => `{"${id}": "${characters('0-9a-f', 40)}",\n  "private_key": "${written}\\n"}`
  expect(matched(serviceAccount, file('private_key_id'))).toBe(written)
  expect(matched(serviceAccount, file('project'))).toBeUndefined()
})
