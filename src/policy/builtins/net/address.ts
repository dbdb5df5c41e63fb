/** An IP address as a number, and its bits: 32 or 128. An IPv4 address mapped into IPv6 has 128. */
export interface Address {
  readonly value: bigint
  readonly bits: 32 | 128
}

/** What `::ffff:0:0/96` holds before its last 32 bits. */
export const MAPPED = 0xffffn << 32n

const IPV4 = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/
const GROUP = /^[\da-fA-F]{1,4}$/

/** An address without a zone; null for anything else, leading zeros of IPv4 included. Source: Go's netip.ParseAddr. */
export function parseAddress(text: string): Address | null {
  if (text.length > 64) return null
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text)
  return value === null ? null : { value, bits: text.includes(':') ? 128 : 32 }
}

function parseIpv4(text: string): bigint | null {
  if (!IPV4.test(text)) return null
  const bytes = text.split('.').map(Number)
  return bytes.some((byte) => byte > 255) ? null : bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

/** Two colons stand for at least one group of zeros. */
function parseIpv6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = [groupsOf(halves[0]!, halves.length === 1), groupsOf(halves[1] ?? '', true)]
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail]
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}

/** An IPv4 address may stand for the last two groups. */
function groupsOf(text: string, last: boolean): bigint[] | null {
  if (text === '') return []
  const parts = text.split(':')
  const groups: bigint[] = []
  for (const [index, part] of parts.entries()) {
    const ipv4 = last && index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null
    if (ipv4 !== null) groups.push(ipv4 >> 16n, ipv4 & 0xffffn)
    else if (GROUP.test(part)) groups.push(BigInt(`0x${part}`))
    else return null
  }
  return groups
}

/** An address in its shortest form; an IPv4 address mapped into IPv6 as an IPv4 address. Source: Go's net.IP.String, RFC 5952. */
export function formatAddress({ value, bits }: Address): string {
  if (bits === 32 || value >> 32n === 0xffffn) return formatIpv4(value & 0xffffffffn)
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16))
  const [start, length] = longestZeros(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
}

/** The first of the longest runs of groups that are zero. */
function longestZeros(groups: readonly string[]): [number, number] {
  let [best, length] = [0, 0]
  for (let start = 0; start < groups.length; start += 1) {
    let end = start
    while (groups[end] === '0') end += 1
    if (end - start > length) [best, length] = [start, end - start]
  }
  return [best, length]
}
