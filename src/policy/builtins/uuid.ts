import type { Family, Value } from './builtin.ts'

const FORM = /^([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{12})$/i
/** From the Gregorian calendar's start, which a UUID counts from, to 1970, in units of 100 ns. */
const EPOCH = 122_192_928_000_000_000n
const DOMAINS = ['Person', 'Group', 'Org']

/** Thirty-two digits, plain, with dashes, behind `urn:uuid:`, or between two characters of any kind. */
function digitsOf(text: string): string | undefined {
  const length = Buffer.byteLength(text)
  if (length === 32) return /^[\da-f]{32}$/i.test(text) ? text : undefined
  if (length === 45 && !/^urn:uuid:/i.test(text)) return undefined
  const skipped = length === 45 ? 9 : length === 38 ? 1 : 0
  if (length !== 36 + skipped && length !== 38) return undefined
  const bytes = Buffer.from(text).subarray(skipped, skipped + 36)
  return FORM.exec(bytes.toString('latin1'))?.slice(1).join('')
}

/** The version, the variant, and what versions 1 and 2 tell of when and where. Sources: google/uuid, OPA's internal/uuid. */
function describe(digits: string): Value {
  const bytes = Buffer.from(digits, 'hex')
  const version = bytes[6]! >> 4
  const general = { version, variant: variantOf(bytes[8]!) }
  if (version !== 1 && version !== 2) return general
  const time = (BigInt(`0x${digits.slice(12, 16)}`) & 0xfffn) << 48n
  const ticks = time | (BigInt(`0x${digits.slice(8, 12)}`) << 32n) | BigInt(`0x${digits.slice(0, 8)}`)
  const origin = {
    ...general,
    time: BigInt.asIntN(64, (ticks - EPOCH) * 100n),
    nodeid: digits.slice(20).toLowerCase().match(/../g)!.join('-'),
    macvariables: `${(bytes[10]! & 2) === 0 ? 'global' : 'local'}:${(bytes[10]! & 1) === 0 ? 'unicast' : 'multicast'}`,
    clocksequence: bytes.readUInt16BE(8) & 0x3fff,
  }
  if (version === 1) return origin
  return { ...origin, id: bytes.readUInt32BE(0), domain: DOMAINS[bytes[9]!] ?? `Domain${bytes[9]}` }
}

function variantOf(byte: number): string {
  if (byte >> 6 === 0b10) return 'RFC4122'
  if (byte >> 5 === 0b110) return 'Microsoft'
  return byte >> 5 === 0b111 ? 'Future' : 'Reserved'
}

/** OPA's builtin of UUIDs that is pure. */
export const uuidFamily: Family = {
  'uuid.parse': {
    notation: 'json',
    call(_, text) {
      const digits = typeof text === 'string' ? digitsOf(text) : undefined
      return digits === undefined ? undefined : describe(digits)
    },
  },
}
