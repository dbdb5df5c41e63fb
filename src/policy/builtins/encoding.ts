import type { Family } from './builtin.ts'
import { ofStrings } from './operands.ts'
import { textOfBytes } from './utf8.ts'

/** OPA's builtins of hexadecimal and base64 that the module lacks. Source: v1/topdown/encoding.go. */
export const encodingFamily: Family = {
  'hex.encode': ofStrings((_, text) => Buffer.from(text!).toString('hex')),
  'hex.decode': ofStrings((_, text) =>
    /^(?:[\da-fA-F]{2})*$/.test(text!) ? textOfBytes(Buffer.from(text!, 'hex')) : undefined,
  ),
  'base64url.encode_no_pad': ofStrings((_, text) => Buffer.from(text!).toString('base64url')),
}
