import { createHash, createHmac } from 'node:crypto'
import type { Builtin, Family } from './builtin.ts'
import { ofStrings } from './operands.ts'

function hash(algorithm: string): Builtin {
  return ofStrings((_, text) => createHash(algorithm).update(text!).digest('hex'))
}

function hmac(algorithm: string): Builtin {
  return ofStrings((_, message, key) => createHmac(algorithm, key!).update(message!).digest('hex'))
}

/** OPA's builtins of hashes: lower-case hexadecimal digits of a string's UTF-8. Source: v1/topdown/crypto.go. */
export const cryptoFamily: Family = {
  'crypto.md5': hash('md5'),
  'crypto.sha1': hash('sha1'),
  'crypto.sha256': hash('sha256'),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
  'crypto.hmac.equal': ofStrings((_, one, other) => one === other),
}
