import type { Spend } from '../builtin.ts'
import { type Address, formatAddress, parseAddress } from './address.ts'
import { lastOf, mapped, parseNetwork } from './network.ts'

/** From and to, IPv4 as mapped into IPv6; `text` until another range joins. */
interface Range {
  readonly first: bigint
  readonly last: bigint
  readonly bits: 32 | 128
  readonly text: string | null
}

/**
 * The fewest networks that cover the same addresses; null if a text is neither a network nor an IPv4 address, which stands
 * for the network of its class. Throws an Error for what OPA merges wrongly: IPv4 written as IPv6, ranges of both, and
 * addresses in `::/8`. Source: OPA's v1/topdown/cidr.go.
 */
export function mergeNetworks(spend: Spend, texts: readonly string[]): string[] | null {
  const ranges: Range[] = []
  for (const text of texts) {
    const range = rangeOf(text)
    if (range === null) return null
    ranges.push(range)
  }
  spend(ranges.length * 64)
  ranges.sort((one, other) => order(one.last, other.last) || order(one.first, other.first))
  const merged: Range[] = []
  for (const previous of ranges.reverse()) {
    const current = merged.at(-1)
    if (current !== undefined && before(current) <= previous.last) merged[merged.length - 1] = join(previous, current)
    else merged.push(previous)
  }
  return merged.reverse().flatMap((range) => (range.text === null ? networksOf(spend, range) : [range.text]))
}

function order(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function rangeOf(text: string): Range | null {
  const address = parseAddress(text)
  if (address?.bits === 32) return classRange(address)
  const network = address === null ? parseNetwork(text) : null
  if (network === null) return null
  const { first, prefix } = network
  if (first.bits === 128 && first.value >> 32n === 0xffffn) {
    throw new Error('net.cidr_merge: IPv4 written as IPv6 is not supported.')
  }
  const last = mapped({ value: lastOf(network), bits: first.bits })
  return { first: mapped(first), last, bits: first.bits, text: `${formatAddress(first)}/${prefix}` }
}

/** Go's DefaultMask: classes A, B and, for all others, C. */
function classRange(address: Address): Range {
  const prefix = address.value < 0x80000000n ? 8 : address.value < 0xc0000000n ? 16 : 24
  const rest = (1n << BigInt(32 - prefix)) - 1n
  const first = mapped({ value: address.value & ~rest, bits: 32 })
  return { first, last: first | rest, bits: 32, text: `${formatAddress(address)}/${prefix}` }
}

/** The address before a range, or its first where there is none. */
function before({ first, bits }: Range): bigint {
  const least = bits === 32 ? mapped({ value: 0n, bits }) : 0n
  return first === least ? first : first - 1n
}

function join(one: Range, other: Range): Range {
  if (one.bits !== other.bits) throw new Error('net.cidr_merge: ranges of IPv4 and IPv6 together are not supported.')
  const first = order(one.first, other.first) < 0 ? one.first : other.first
  const joined: Range = { first, last: other.last, bits: one.bits, text: null }
  const span = spanOf(joined)
  if (one.bits === 128 && span !== 0n && span >> 120n === 0n) {
    throw new Error('net.cidr_merge: joining ranges in ::/8 is not supported.')
  }
  return joined
}

/** The first address of the smallest network that holds a range. */
function spanOf({ first, last }: Range): bigint {
  const size = BigInt(first === last ? 0 : (first ^ last).toString(2).length)
  return (first >> size) << size
}

/** From the start, the largest network that begins there and ends within the range. */
function networksOf(spend: Spend, { first, last, bits }: Range): string[] {
  const networks: string[] = []
  for (let start = first; start <= last; ) {
    spend(64)
    let size = 0
    while (size < bits && (start >> BigInt(size)) % 2n === 0n && start + (2n << BigInt(size)) - 1n <= last) size += 1
    const value = bits === 32 ? start & 0xffffffffn : start
    networks.push(`${formatAddress({ value, bits })}/${bits - size}`)
    start += 1n << BigInt(size)
  }
  return networks
}
