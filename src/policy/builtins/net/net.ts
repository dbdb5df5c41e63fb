import type { Family, Spend, Value } from '../builtin.ts'
import { areStrings, distinct, entriesOf, isArray, isObject, isSet, sorted } from '../value.ts'
import { formatAddress } from './address.ts'
import { mergeNetworks } from './merge.ts'
import { contains, hostBits, parseEither, parseNetwork } from './network.ts'

/** Whether a network contains an address or another network; undefined if either isn't one. */
function isWithin(outer: Value, inner: Value): boolean | undefined {
  const whole = typeof outer === 'string' ? parseNetwork(outer) : null
  const part = typeof inner === 'string' ? parseEither(inner) : null
  return whole === null || part === null ? undefined : contains(whole, part)
}

/** Every address of a network. Source: OPA's v1/topdown/cidr.go. */
function expand(spend: Spend, text: string): Set<Value> | undefined {
  const network = parseNetwork(text)
  if (network === null) return undefined
  const { first, prefix } = network
  // OPA never ends where the last address is followed by the first again.
  if (prefix === 0) throw new Error('net.cidr_expand of all addresses is not supported.')
  spend(2 ** hostBits(network) * 48)
  const addresses = new Set<Value>()
  const end = first.value + (1n << BigInt(hostBits(network)))
  for (let value = first.value; value < end; value += 1n) addresses.add(formatAddress({ value, bits: first.bits }))
  return addresses
}

/** What is to match, and what tells it in the answer; undefined for an element that can't be matched. */
function termsOf(value: Value): { term: Value; index: Value }[] | undefined {
  if (typeof value === 'string') return [{ term: value, index: value }]
  const entries: [Value, Value][] = isArray(value)
    ? [...value.entries()]
    : isSet(value)
      ? sorted(value).map((member) => [member, member])
      : isObject(value)
        ? entriesOf(value)
        : []
  const terms = entries.map(([index, element]) => ({ term: isArray(element) ? element[0] : element, index }))
  const valid = entries.every(([, element]) => typeof element === 'string' || (isArray(element) && element.length > 0))
  return valid ? (terms as { term: Value; index: Value }[]) : undefined
}

function containsMatches(spend: Spend, networks: Value, addresses: Value): Set<Value> | undefined {
  const outer = termsOf(networks)
  if (outer === undefined) return undefined
  if (outer.length === 0) return new Set()
  const inner = termsOf(addresses)
  if (inner === undefined) return undefined
  spend(outer.length * inner.length * 64)
  const matches: Value[] = []
  for (const whole of outer) {
    for (const part of inner) {
      const within = isWithin(whole.term, part.term)
      if (within === undefined) return undefined
      if (within) matches.push([whole.index, part.index])
    }
  }
  return distinct(matches)
}

/** OPA's builtins of networks that the module lacks. */
export const netFamily: Family = {
  'net.cidr_is_valid': {
    notation: 'json',
    call: (_, text) => typeof text === 'string' && parseNetwork(text) !== null,
  },
  'net.cidr_expand': {
    notation: 'rego',
    call: (spend, text) => (typeof text === 'string' ? expand(spend, text) : undefined),
  },
  'net.cidr_contains_matches': {
    notation: 'rego',
    call: (spend, networks, addresses) => containsMatches(spend, networks!, addresses!),
  },
  'net.cidr_merge': {
    notation: 'rego',
    call(spend, networks) {
      const texts = isArray(networks) || isSet(networks) ? [...networks] : undefined
      if (texts === undefined || !areStrings(texts)) return undefined
      const merged = mergeNetworks(spend, texts)
      return merged === null ? undefined : new Set(merged)
    },
  },
}
