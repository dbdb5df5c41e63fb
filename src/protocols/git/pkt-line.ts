import { unintelligible } from '../../core/errors.ts'

/** One packet; `end` is the offset just after it. */
export type Packet =
  | { readonly kind: 'data'; readonly payload: Buffer; readonly end: number }
  | { readonly kind: 'flush' | 'delimiter'; readonly end: number }

/** The most bytes that one packet carries (gitprotocol-common, "pkt-line Format": 65,520 with the length). */
export const MAX_PAYLOAD = 65_516

export const FLUSH = Buffer.from('0000')

/**
 * The packet at `at`, or undefined if `bytes` end before it does. Throws ERR_UNINTELLIGIBLE for a length that is none.
 * Source: gitprotocol-common, "pkt-line Format"; gitprotocol-v2, "Packet-Line Framing".
 */
export function readPacket(bytes: Buffer, at: number): Packet | undefined {
  if (bytes.length < at + 4) return undefined
  const digits = bytes.toString('latin1', at, at + 4)
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw unintelligible('The body is not made of Git packets.')
  const length = Number.parseInt(digits, 16)
  if (length === 0) return { kind: 'flush', end: at + 4 }
  if (length === 1) return { kind: 'delimiter', end: at + 4 }
  if (length < 4 || length > MAX_PAYLOAD + 4) throw unintelligible(`A Git packet can't be of length ${digits}.`)
  if (bytes.length < at + length) return undefined
  return { kind: 'data', payload: bytes.subarray(at + 4, at + length), end: at + length }
}

/** A packet's payload as text, without the one newline that it may end in. Throws ERR_UNINTELLIGIBLE if it is not UTF-8. */
export function textOf(payload: Buffer): string {
  return rawTextOf(payload.at(-1) === 0x0a ? payload.subarray(0, -1) : payload)
}

/** A packet's whole payload as text. Throws ERR_UNINTELLIGIBLE if it is not UTF-8. */
export function rawTextOf(payload: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload)
  } catch {
    throw unintelligible('A Git packet holds text that is not UTF-8.')
  }
}

/** One packet of at most {@link MAX_PAYLOAD} bytes. */
export function packet(payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload)
  if (bytes.length > MAX_PAYLOAD) throw new RangeError('a Git packet holds 65516 bytes at most')
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes])
}

/** Any number of bytes on one band of side-band-64k (gitprotocol-pack, "Packfile Data"). */
export function onBand(band: 1 | 2 | 3, bytes: Buffer): Buffer {
  const packets: Buffer[] = []
  for (let at = 0; at < bytes.length; at += MAX_PAYLOAD - 1) {
    packets.push(packet(Buffer.concat([Buffer.from([band]), bytes.subarray(at, at + MAX_PAYLOAD - 1)])))
  }
  return Buffer.concat(packets)
}
