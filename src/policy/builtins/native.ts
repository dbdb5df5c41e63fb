import type { Family } from './builtin.ts'
import { writeJson } from './json/write.ts'
import { contains, parseEither, parseNetwork } from './net/network.ts'
import { ofStrings } from './operands.ts'

/** Go's base64 leaves out ends of lines, and wants its padding. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Builtins that the module has, and answers otherwise than OPA: its `base64.is_valid` takes text without padding,
 * its `json.marshal` doesn't sort keys, and its `net.cidr_*` don't know mapped networks. Source: v1/topdown/encoding.go
 * and v1/topdown/cidr.go.
 */
export const nativeFamily: Family = {
  'base64.is_valid': ofStrings((_, text) => BASE64.test(text!.replace(/[\r\n]/g, ''))),
  'json.marshal': { notation: 'rego', call: (spend, value) => writeJson(spend, value!, null) },
  'net.cidr_contains': ofStrings((_, outer, inner) => {
    const [whole, part] = [parseNetwork(outer!), parseEither(inner!)]
    return whole === null || part === null ? undefined : contains(whole, part)
  }),
  'net.cidr_intersects': ofStrings((_, one, other) => {
    const [first, second] = [parseNetwork(one!), parseNetwork(other!)]
    return first === null || second === null ? undefined : contains(first, second) || contains(second, first)
  }),
}
