import { type Address, MAPPED, parseAddress } from './address.ts'

/** A network: its first address, and how many bits of it count. */
export interface Network {
  readonly first: Address
  readonly prefix: number
}

/** A network in CIDR notation; null for anything else. Bits behind the prefix are cleared. Source: Go's net.ParseCIDR. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/')
  const address = slash < 0 ? null : parseAddress(text.slice(0, slash))
  const length = text.slice(slash + 1)
  if (address === null || !/^\d{1,16}$/.test(length) || Number(length) > address.bits) return null
  const prefix = Number(length)
  return { first: { value: masked(address.value, address.bits - prefix), bits: address.bits }, prefix }
}

function masked(value: bigint, hostBits: number): bigint {
  return (value >> BigInt(hostBits)) << BigInt(hostBits)
}

/** An IPv4 address or network that is mapped into IPv6, as what it maps: Go compares them so. */
export function unmap(network: Network): Network {
  const { first, prefix } = network
  if (first.bits === 32 || first.value >> 32n !== 0xffffn) return network
  return { first: { value: first.value & 0xffffffffn, bits: 32 }, prefix: prefix - 96 }
}

export function mapped({ value, bits }: Address): bigint {
  return bits === 32 ? MAPPED | value : value
}

export function hostBits({ first, prefix }: Network): number {
  return first.bits - prefix
}

export function lastOf(network: Network): bigint {
  return network.first.value | ((1n << BigInt(hostBits(network))) - 1n)
}

/** Whether all of a network, or an address as a network of its own, is in another. */
export function contains(outer: Network, inner: Network): boolean {
  const [whole, part] = [unmap(outer), unmap(inner)]
  if (whole.first.bits !== part.first.bits || part.prefix < whole.prefix) return false
  return masked(part.first.value, hostBits(whole)) === whole.first.value
}

/** An address or a network; null for anything else. */
export function parseEither(text: string): Network | null {
  const address = parseAddress(text)
  return address === null ? parseNetwork(text) : { first: address, prefix: address.bits }
}
