import type { Replacement } from '../mode.ts'
import { type StreamRedactor, unmaskable } from './stream.ts'
import { type Field, fieldNamed, type Targets } from './targets.ts'

const [QUOTE, NEWLINE, RETURN, TAB] = [0x22, 0x0a, 0x0d, 0x09]
/** A byte-order mark, empty lines, and the line by which spreadsheets are told the separator. */
const BEFORE_NAMES = /^(?:\xef\xbb\xbf)?(?:[ \t]*[\r\n]|sep=[^\r\n]{1,2}[\r\n])*/i
/** What separates fields, besides the comma of the standard, in files that people make. */
const SEPARATORS = [',', ';', '\t', '|'].map((character) => character.charCodeAt(0))
const LONGEST_HEADER = 65_536

/**
 * Replaces columns of comma-separated values by the names in their first record (RFC 4180), as they stream: only that
 * record is held. Fields stay fields: one that is taken out is left empty. All else passes byte for byte.
 * Throws ERR_UNMASKABLE for a first record of more than 64 KiB, and for tab-separated values in which a quotation mark
 * opens more than a field: to some clients it is a character like any other.
 */
export function createCsvRedactor(targets: Targets): StreamRedactor {
  let header: Buffer | null = Buffer.alloc(0)
  let separator = SEPARATORS[0]!
  let columns: readonly (Field | null)[] = []
  let masks = false
  let column = 0
  /** At a field's start, in a quoted one, behind a quote in it, or in a plain one. */
  let state: 'start' | 'quoted' | 'quote' | 'plain' = 'start'
  let field: Field | null = null
  let replacing: Replacement | null = null

  const finish = (out: Buffer[]): void => {
    const text = replacing?.end()
    if (text !== undefined && field!.mode !== 'remove') out.push(Buffer.from(quoted(text, separator)))
    replacing = null
  }

  function records(chunk: Buffer): Buffer {
    const out: Buffer[] = []
    /** From where bytes pass, or are the value of a field that is masked. */
    let from = 0
    const meet = (at: number): void => {
      const part = chunk.subarray(from, at)
      if (replacing === null) out.push(part)
      else replacing.update(part)
      from = at
    }
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (state === 'quoted') {
        if (separator === TAB && masks && (byte === TAB || byte === NEWLINE || byte === RETURN)) {
          throw unmaskable('a quotation mark in it may open a field, or not')
        }
        if (byte !== QUOTE) continue
        if (replacing !== null) {
          meet(at)
          from = at + 1
        }
        state = 'quote'
        continue
      }
      if (state === 'quote' && byte === QUOTE) {
        state = 'quoted'
        continue
      }
      const ends = byte === separator || byte === NEWLINE || byte === RETURN
      if (state === 'start' && !ends) {
        state = byte === QUOTE ? 'quoted' : 'plain'
        field = columns[column] ?? null
        if (field !== null) {
          meet(at)
          replacing = field.begin()
          if (byte === QUOTE) from = at + 1
        }
      } else if (ends) {
        if (replacing !== null) {
          meet(at)
          finish(out)
        }
        state = 'start'
        column = byte === separator ? column + 1 : 0
      }
    }
    meet(chunk.length)
    return out.length === 1 ? out[0]! : Buffer.concat(out)
  }

  return {
    write(chunk) {
      if (header === null) return records(chunk)
      header = Buffer.concat([header, chunk])
      const start = BEFORE_NAMES.exec(header.toString('latin1'))![0].length
      const end = endOfRecord(header, start)
      if (end < 0) {
        if (header.length > LONGEST_HEADER) throw unmaskable('its first record is too long to be names of columns')
        return Buffer.alloc(0)
      }
      const names = header.subarray(start, end)
      separator = separatorOf(names)
      columns = fieldsOf(names, separator).map((name) => fieldNamed(targets, name) ?? null)
      masks = columns.some((column) => column !== null)
      const before = header.subarray(0, end)
      const rest = records(header.subarray(end))
      header = null
      return Buffer.concat([before, rest])
    },
    end() {
      if (header !== null) return header
      const out: Buffer[] = []
      finish(out)
      return Buffer.concat(out)
    },
  }
}

/** Where the first record ends, its line break left out; -1 where it goes on. */
function endOfRecord(text: Buffer, start: number): number {
  let inside = false
  for (let at = start; at < text.length; at++) {
    if (text[at] === QUOTE) inside = !inside
    else if (!inside && (text[at] === NEWLINE || text[at] === RETURN)) return at
  }
  return -1
}

/** Of those that occur outside of quotes, the most frequent. */
function separatorOf(names: Buffer): number {
  const outside = names.toString('latin1').replaceAll(/"[^"]*"/g, '')
  const counts = SEPARATORS.map((byte) => outside.split(String.fromCharCode(byte)).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!
}

function fieldsOf(names: Buffer, separator: number): string[] {
  const fields: string[] = ['']
  let inside = false
  for (const character of names.toString()) {
    if (character === '"') inside = !inside
    else if (!inside && character.charCodeAt(0) === separator) fields.push('')
    else fields[fields.length - 1] += character
  }
  return fields.map((name) => name.trim())
}

function quoted(text: string, separator: number): string {
  return text.includes(String.fromCharCode(separator)) || /["\r\n]/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text
}
