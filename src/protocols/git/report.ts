import type { Refusal } from '../../core/refusal.ts'
import { FLUSH, onBand, packet } from './pkt-line.ts'
import type { Push } from './receive-pack.ts'
import { linesOf, summaryOf } from './words.ts'

/** Whether a push asked to be told how each ref fared; without that, a client takes any answer for success. */
export function wantsReport(push: Push): boolean {
  return push.capabilities.has('report-status') || push.capabilities.has('report-status-v2')
}

/** Whether text for people can go beside the report. */
export function hasSideBand(push: Push): boolean {
  return push.capabilities.has('side-band-64k')
}

/** Lines that the client prints at once, each after `remote: `. */
export function say(lines: readonly string[]): Buffer {
  return Buffer.concat(lines.map((line) => onBand(2, Buffer.from(`${line}\n`))))
}

/**
 * The end of an answer that rejects every ref of a push (gitprotocol-pack, "Report Status"): the only form in which
 * git prints a refused push's reasons and fails.
 */
export function rejection(push: Push, refusal: Refusal): Buffer {
  const report = Buffer.concat([
    packet('unpack ok\n'),
    ...push.commands.map((command, operation) => packet(`ng ${command.ref} ${summaryOf(refusal, operation)}\n`)),
    FLUSH,
  ])
  return hasSideBand(push) ? Buffer.concat([say(linesOf(refusal)), onBand(1, report), FLUSH]) : report
}

/** The end of an answer to a push whose refs are not known: band 3 makes git print it and fail (gitprotocol-pack, "Packfile Data"). */
export function failure(refusal: Refusal): Buffer {
  const lines = linesOf(refusal)
  return Buffer.concat([say(lines.slice(0, -1)), onBand(3, Buffer.from(lines.at(-1)!))])
}

/**
 * A refused fetch. Git reads the error, and no further. Libgit2 and isomorphic-git pass over it to the acknowledgement,
 * and hand on what they find behind that.
 */
export function fetchError(refusal: Refusal): Buffer {
  return Buffer.concat([errorPacket(refusal), packet('NAK\n'), say(linesOf(refusal)), FLUSH])
}

/** A packet that ends any answer of upload-pack, or an advertisement, with an error (gitprotocol-pack, "pkt-line Format"). */
export function errorPacket(refusal: Refusal): Buffer {
  return packet(`ERR ${linesOf(refusal).join('\n')}`)
}
