import { randomBytes } from 'node:crypto'
import { sampleOf } from '../../src/detectors/sample.ts'
import { type TextMasker, textMaskerOf } from '../../src/masking/index.ts'
import { createMasker } from '../../src/masking/masker.ts'
import { median } from './machine.ts'

const MIB = 1024 ** 2
const SIZE = 100 * MIB
const CHUNK = 64 * 1024
const ROUNDS = 3
/** One secret in so many bytes. */
const SPACING = 10 * 1024

const WORDS =
  'request served order item status pending shipped queue worker started finished with level info cache hit for user'.split(
    ' ',
  )

/** 100 MiB that look like a log, with a token every 10 KiB. Each line is different. */
function makeText(): Buffer {
  const text = Buffer.alloc(SIZE)
  let state = 1
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >> 8) % below
  }
  const kinds = ['npm_[A-Za-z0-9]{36}', 'AKIA[A-Z2-7]{16}', 'glpat-[\\w-]{20}', 'sk_live_[A-Za-z0-9]{24}']
  for (let at = 0, next = SPACING, line = 0; at < SIZE; line++) {
    const words = Array.from({ length: 8 + random(8) }, () => WORDS[random(WORDS.length)]).join(' ')
    const secret = at >= next ? ` token ${sampleOf(kinds[line % kinds.length]!)}` : ''
    if (at >= next) next += SPACING
    at += text.write(`2026-11-23T10:${10 + (line % 50)}:00.${100 + random(900)}Z ${words}${secret} id=${line}\n`, at)
  }
  return text
}

/** Megabytes a second by one masker on this thread, and how many MiB the busiest moment took besides what came in. */
function speedOf(masker: TextMasker, text: Buffer): { megabytes: number; count: number } {
  const speeds: number[] = []
  let count = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    const redactor = masker.redactor()
    for (let at = 0; at < text.length; at += CHUNK) redactor.write(text.subarray(at, at + CHUNK))
    redactor.end()
    // The first round compiles.
    if (round > 0) speeds.push(text.length / 1e3 / (performance.now() - start))
    count = redactor.count()
  }
  return { megabytes: median(speeds), count }
}

/** What a stream keeps, in MiB: of 200 that are in the middle of what holds the most, each an endless private key's line. */
function heldMiB(masker: TextMasker): number {
  const begin = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')
  const escaped = Array.from(`${begin}\n${'Ab1/'.repeat(4_000)}`, (character) => {
    return `\\\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  }).join('')
  const input = Buffer.from(escaped)
  const streams = 200
  const used = () => {
    globalThis.gc?.()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const redactors = Array.from({ length: streams }, () => masker.redactor())
  for (const redactor of redactors) {
    for (let at = 0; at < input.length; at += CHUNK) redactor.write(Buffer.from(input.subarray(at, at + CHUNK)))
  }
  const grown = (used() - before) / streams / MIB
  for (const redactor of redactors) redactor.end()
  return grown
}

/** JSON of a hundred megabytes, records of about a kilobyte, each with one field that is masked by its pointer: MB/s. */
function jsonSpeed(): number {
  const masker = createMasker([{ code: 'bench', pointer: '/items/*/secret' }], {
    ...{ known: [], custom: [], pseudonymKey: randomBytes(32) },
  })
  const record = JSON.stringify({
    ...{ id: 123_456, name: 'somebody else', secret: '0123456789abcdef', ok: true, price: 12.5 },
    ...{ nested: { list: [1, 2, 3], quoted: 'with a \\ and "quotes"' }, text: `${WORDS.join(' ')} `.repeat(7) },
  })
  const text = Buffer.from(`{"items":[${Array.from({ length: 100_000 }, () => record).join(',')}]}`)
  const speeds = Array.from({ length: ROUNDS + 1 }, () => {
    const start = performance.now()
    const redactor = masker.redactor({ units: 'bytes', format: 'json' })
    let bytes = 0
    for (let at = 0; at < text.length; at += CHUNK) bytes += redactor.write(text.subarray(at, at + CHUNK)).length
    bytes += redactor.end().length
    if (bytes === text.length) throw new Error('nothing was masked')
    return text.length / 1e3 / (performance.now() - start)
  })
  return median(speeds.slice(1))
}

export interface MaskingFigures {
  readonly provider: number
  readonly everything: number
  readonly known: number
  readonly json: number
  readonly heldMiB: number
}

/** Masking of 100 MiB of text on one core, in MB/s, and what a stream holds at its worst. */
export function maskingFigures(): MaskingFigures {
  const text = makeText()
  const known = Array.from({ length: 1_000 }, () => randomBytes(24).toString('base64'))
  const named = (...names: string[]) => names.map((name) => ({ name, mode: 'fixed' as const }))
  const provider = textMaskerOf({ detectors: named('provider'), known: [] })
  const everything = textMaskerOf({ detectors: named('provider', 'generic', 'personal'), known })
  const byProvider = speedOf(provider, text)
  const planted = Math.floor(SIZE / SPACING) - 1
  if (byProvider.count < planted) throw new Error(`${byProvider.count} of ${planted} secrets were masked`)
  return {
    provider: byProvider.megabytes,
    everything: speedOf(everything, text).megabytes,
    known: speedOf(textMaskerOf({ detectors: [], known, knownMode: 'same_length' }), text).megabytes,
    json: jsonSpeed(),
    heldMiB: heldMiB(everything),
  }
}
