import { readPacket } from '../../../src/protocols/git/pkt-line.ts'
import {
  errorPacket,
  failure,
  fetchError,
  hasSideBand,
  rejection,
  say,
  wantsReport,
} from '../../../src/protocols/git/report.ts'
import { summaryOf } from '../../../src/protocols/git/words.ts'
import { refusal } from '../requests.ts'

const pushOf = (refs: number, ...capabilities: string[]) => {
  const commands = Array.from({ length: refs }, (_, at) => ({ old: '1', new: '2', ref: `refs/tags/v${at}` }))
  return {
    commands: [commands[0]!, ...commands.slice(1)] as const,
    capabilities: new Set(capabilities),
    options: [],
    end: 0,
    certificate: null,
  }
}

/** What each band of an answer carries, and whether a flush ends it. */
function bandsOf(bytes: Buffer): { bands: Record<number, string>; flushed: boolean } {
  const bands: Record<number, string> = {}
  let flushed = false
  for (let at = 0; at < bytes.length; ) {
    const packet = readPacket(bytes, at)!
    at = packet.end
    flushed = packet.kind === 'flush'
    if (packet.kind === 'data')
      bands[packet.payload[0]!] = (bands[packet.payload[0]!] ?? '') + packet.payload.subarray(1)
  }
  return { bands, flushed }
}

test('a report is asked for in either version, and the side band in its one', () => {
  expect(wantsReport(pushOf(1, 'report-status'))).toBe(true)
  expect(wantsReport(pushOf(1, 'report-status-v2'))).toBe(true)
  expect(wantsReport(pushOf(1, 'side-band-64k'))).toBe(false)
  expect(hasSideBand(pushOf(1, 'side-band-64k'))).toBe(true)
  expect(hasSideBand(pushOf(1, 'side-band'))).toBe(false)
})

test('a thousand refs are rejected one by one, over as many packets as it takes', () => {
  const { bands, flushed } = bandsOf(rejection(pushOf(1000, 'report-status', 'side-band-64k'), refusal))
  const report = Buffer.from(bands[1]!)
  const lines: string[] = []
  for (let at = 0; at < report.length; ) {
    const packet = readPacket(report, at)!
    at = packet.end
    lines.push(packet.kind === 'data' ? packet.payload.toString() : packet.kind)
  }
  const rejected = Array.from({ length: 1000 }, (_, at) => `ng refs/tags/v${at} ${summaryOf(refusal, at)}\n`)
  expect(lines).toEqual(['unpack ok\n', ...rejected, 'flush'])
  expect(flushed).toBe(true)
})

test('lines for people end in a line break', () => {
  expect(bandsOf(say(['a', 'b']))).toEqual({ bands: { 2: 'a\nb\n' }, flushed: false })
})

test('a failure ends on band 3', () => {
  expect(bandsOf(failure(refusal)).bands[3]).toBe('gate: exchange x-1')
})

test('an error fits its packet whatever is in it', () => {
  const reasons = Array.from({ length: 100 }, () => ({ code: 'a/b', message: 'ü'.repeat(5000) }))
  expect(errorPacket({ ...refusal, reasons }).length).toBeLessThan(65_521)
})

test('a refused fetch says it in the error, and once more behind an acknowledgement', () => {
  const lines = [
    'ERR_DENIED: The policy refuses this.',
    'git/protected-branches: main takes no direct push.',
    'fix: Open a pull request.',
    'exchange x-1',
  ]
  const said = lines.map((line) => `gate: ${line}`)
  const bytes = fetchError(refusal)
  const error = readPacket(bytes, 0)!
  const acknowledged = readPacket(bytes, error.end)!
  expect([error, acknowledged]).toMatchObject([
    { payload: Buffer.from(`ERR ${said.join('\n')}`) },
    { payload: Buffer.from('NAK\n') },
  ])
  expect(bandsOf(bytes.subarray(acknowledged.end))).toEqual({ bands: { 2: `${said.join('\n')}\n` }, flushed: true })
})
