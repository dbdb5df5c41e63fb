/** One section of a module: its id, and its contents. */
export interface Section {
  readonly id: number
  readonly bytes: Buffer
}

const HEADER = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])

/** Reads one value after another. Throws an Error past the end. Source: WebAssembly 2.0, 5.2 "Values". */
export class Reader {
  readonly bytes: Buffer
  at: number

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  byte(): number {
    const value = this.bytes[this.at++]
    if (value === undefined) throw new Error('The module is cut short.')
    return value
  }

  /** An unsigned LEB128 integer of at most 32 bits. */
  u32(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new Error('A number in the module is too long.')
  }

  /** Past a LEB128 integer of any kind. */
  leb(): void {
    while (this.byte() >= 0x80);
  }

  take(length: number): Buffer {
    const start = this.at
    this.at += length
    if (this.at > this.bytes.length) throw new Error('The module is cut short.')
    return this.bytes.subarray(start, this.at)
  }

  name(): string {
    return this.take(this.u32()).toString('utf8')
  }
}

/** An unsigned LEB128 integer. */
export function u32(value: number): Buffer {
  const bytes = []
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return Buffer.from([...bytes, rest])
    bytes.push((rest % 0x80) | 0x80)
  }
}

/** A signed LEB128 integer of 32 bits. */
export function s32(value: number): Buffer {
  const bytes = []
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -0x40 && rest < 0x40) return Buffer.from([...bytes, rest & 0x7f])
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** What comes first is how long the rest is. */
export function sized(bytes: Buffer): Buffer {
  return Buffer.concat([u32(bytes.length), bytes])
}

/** The sections of a module, in order. Throws an Error for what is no module. */
export function readSections(module: Buffer): Section[] {
  const reader = new Reader(module)
  if (!reader.take(HEADER.length).equals(HEADER)) throw new Error('It is no WebAssembly module of version 1.')
  const sections = []
  while (!reader.done) sections.push({ id: reader.byte(), bytes: reader.take(reader.u32()) })
  return sections
}

/** A module of these sections. */
export function writeSections(sections: readonly Section[]): Buffer {
  return Buffer.concat([HEADER, ...sections.flatMap(({ id, bytes }) => [Buffer.from([id]), sized(bytes)])])
}
