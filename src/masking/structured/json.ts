import type { Replacement } from '../mode.ts'
import { BYTE_ORDER_MARK, kindOf } from './characters.ts'
import { leaf } from './leaf.ts'
import { type StreamRedactor, unmaskable } from './stream.ts'
import { plain, textOf, wholeUpTo } from './strings.ts'
import { type Field, fieldAt, type IsSecret, type Place, step, type Targets } from './targets.ts'

/** An open object or array. */
interface Frame {
  readonly isArray: boolean
  readonly places: readonly Place[]
  /** What all within it is masked by; null where nothing is. */
  readonly field: Field | null
  index: number
  /** Whether any member of it has passed: the first one that does leaves its comma behind. */
  passed: boolean
}

/** What comes next, or goes on. Numbers: a look at each byte is a look at one of them. */
const [TOP, OPEN, KEY, NAME, AFTER_NAME, VALUE, STRING, SCALAR, AFTER] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** Deeper documents, and longer names, are refused: both are kept in memory. */
const DEEPEST = 4_096
const LONGEST = 65_536

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Replaces fields of JSON texts, one or many of them (RFC 8259, RFC 7464, NDJSON), as they stream: nothing is held but a
 * name, and what stands between a comma and it. Strings stay strings, numbers numbers, and what is masked as a whole
 * keeps its members' names. All else passes byte for byte. Throws ERR_UNMASKABLE for what isn't JSON.
 */
export function createJsonRedactor(targets: Targets, isSecret: IsSecret): StreamRedactor {
  const frames: Frame[] = []
  let state = TOP
  /** Whether the bytes at hand are replaced or taken out. */
  let dropping = false
  let started = false
  let escaped = false
  /** What stands before a value whose name isn't known yet: from there in the chunk, and in chunks before it. */
  let holdFrom = -1
  let held: Buffer[] = []
  let heldBytes = 0
  let kept: Buffer[] = []
  let keptBytes = 0
  let out: Buffer[] = []
  let chunk: Buffer = Buffer.alloc(0)
  /** From where in the chunk nothing has become of its bytes yet. */
  let from = 0
  /** From where a name or scalar is being collected, which may have begun in `kept`. */
  let since = -1
  let replacing: Replacement | null = null
  let places: readonly Place[] = [targets.root]
  let field: Field | null = null
  /** How deep a value was that is being dropped; -1 where none is. */
  let dropped = -1

  /** Has what is before a place pass, or lets it go. */
  const turn = (drop: boolean, at: number): void => {
    if (dropped >= 0) return
    if (!dropping && at > from) out.push(chunk.subarray(from, at))
    from = at
    dropping = drop
  }
  const hold = (at: number): void => {
    if (targets.removes && dropped < 0) holdFrom = at
  }
  /** Has what was held pass, but for the comma of members that were taken out. */
  const release = (frame: Frame): void => {
    if (holdFrom >= 0) {
      const first = held[0]?.[0] ?? chunk[holdFrom]
      if (!frame.passed && first === COMMA) {
        if (held.length > 0) held[0] = held[0]!.subarray(1)
        else {
          turn(false, holdFrom)
          from++
        }
      }
      if (held.length > 0) out.push(...held)
      letGo()
    }
    frame.passed = true
  }
  const letGo = (): void => {
    holdFrom = -1
    held = []
    heldBytes = 0
  }
  const keep = (at: number): void => {
    const part = chunk.subarray(since, at)
    kept.push(part)
    keptBytes += part.length
    if (keptBytes > LONGEST && state !== STRING) throw unmaskable('a name or a number in it is too long')
  }
  const taken = (at: number): Buffer => {
    keep(at)
    const text = kept.length === 1 ? kept[0]! : Buffer.concat(kept)
    kept = []
    keptBytes = 0
    since = -1
    return text
  }

  const done = (at: number): void => {
    if (dropped === frames.length) {
      dropped = -1
      from = at
      dropping = false
    }
    state = frames.length === 0 ? TOP : AFTER
  }

  const named = (at: number): void => {
    const frame = frames.at(-1)!
    const cut = kept.length > 0 ? taken(at) : null
    const name = cut === null ? nameOf(chunk, since, at) : nameOf(cut, 0, cut.length)
    since = -1
    places = step(frame.places, name)
    field = frame.field ?? fieldAt(places) ?? targets.keys.get(name.toLowerCase()) ?? null
  }

  const nameOf = (bytes: Buffer, start: number, end: number): string =>
    targets.mayName(bytes, start, end) ? textOf(bytes, start, end) : ''

  const open = (isArray: boolean, at: number): void => {
    if (frames.length === DEEPEST) throw unmaskable('it is too deep')
    frames.push({ isArray, places, field, index: 0, passed: false })
    state = OPEN
    hold(at + 1)
  }

  const value = (byte: number, at: number): void => {
    const frame = frames.at(-1)
    if (frame === undefined) [places, field] = [[targets.root], targets.root.field]
    else if (frame.isArray) {
      places = frame.places.length === 0 ? frame.places : step(frame.places, String(frame.index))
      field = frame.field ?? fieldAt(places)
    }
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY
    if (dropped < 0) {
      if (field?.mode === 'remove') {
        if (holdFrom >= 0) turn(true, holdFrom)
        else turn(true, at)
        letGo()
        dropped = frames.length
        // Nothing is no JSON text.
        if (frame === undefined) out.push(Buffer.from('null'))
      } else {
        if (frame !== undefined) release(frame)
        const number = isSecret !== null && byte !== QUOTE && !isContainer
        if ((field !== null || number) && !isContainer) turn(true, at)
      }
    }
    if (isContainer) open(byte === OPEN_ARRAY, at)
    else if (byte === QUOTE) {
      state = STRING
      escaped = false
      replacing = field?.begin() ?? null
      since = replacing === null ? -1 : at + 1
    } else if (kindOf[byte] === 2) {
      state = SCALAR
      since = dropping && (dropped < 0 || field !== null) ? at : -1
    } else throw unmaskable('it is not JSON')
  }

  const scalar = (at: number): void => {
    if (since >= 0) {
      const text = taken(at)
      const digits = text.toString()
      const stands = field === null ? (isSecret?.(digits) === true ? '0' : digits) : leaf(field, digits)
      if (dropped < 0) {
        out.push(Buffer.from(stands))
        from = at
        dropping = false
      }
    }
    done(at)
  }

  const string = (at: number): void => {
    if (replacing !== null) {
      const text = taken(at)
      replacing.update(plain(text))
      const stands = replacing.end()
      replacing = null
      if (dropped < 0) {
        out.push(Buffer.from(JSON.stringify(stands)))
        from = at + 1
        dropping = false
      }
    }
    done(at + 1)
  }

  const close = (isArray: boolean, at: number): void => {
    const frame = frames.pop()
    if (frame?.isArray !== isArray) throw unmaskable('it is not JSON')
    if (holdFrom >= 0) release(frame)
    done(at + 1)
  }

  function run(): void {
    const bytes = chunk
    let at = 0
    while (at < bytes.length) {
      if (state === STRING || state === NAME) {
        let after = escaped
        for (; at < bytes.length; at++) {
          if (after) after = false
          else if (bytes[at] === BACKSLASH) after = true
          else if (bytes[at] === QUOTE) break
        }
        escaped = after
        if (at === bytes.length) return
        if (state === STRING) string(at)
        else {
          named(at)
          state = AFTER_NAME
        }
        at++
        continue
      }
      if (state === SCALAR) {
        while (at < bytes.length && kindOf[bytes[at]!] === 2) at++
        if (at === bytes.length) return
        scalar(at)
      }
      const byte = bytes[at]!
      if (kindOf[byte] !== 1 && (started || !BYTE_ORDER_MARK.includes(byte))) {
        started = true
        next(byte, at)
      }
      at++
    }
  }

  function next(byte: number, at: number): void {
    if (state === TOP || state === VALUE) value(byte, at)
    else if (state === OPEN && (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY)) close(byte === CLOSE_ARRAY, at)
    else if (state === OPEN && frames.at(-1)!.isArray) value(byte, at)
    else if ((state === OPEN || state === KEY) && byte === QUOTE) {
      state = NAME
      escaped = false
      since = at + 1
    } else if (state === AFTER_NAME && byte === COLON) state = VALUE
    else if (state === AFTER && byte === COMMA) {
      const frame = frames.at(-1)!
      frame.index++
      state = frame.isArray ? VALUE : KEY
      hold(at)
    } else if (state === AFTER && (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY)) close(byte === CLOSE_ARRAY, at)
    else throw unmaskable('it is not JSON')
  }

  function finish(): Buffer {
    if (holdFrom >= 0) {
      turn(false, holdFrom)
      held.push(chunk.subarray(holdFrom))
      heldBytes += chunk.length - holdFrom
      if (heldBytes > LONGEST) throw unmaskable('a name in it is too long')
      holdFrom = 0
      from = chunk.length
    }
    turn(dropping, chunk.length)
    const text = out.length === 1 ? out[0]! : Buffer.concat(out)
    out = []
    return text
  }

  return {
    write(given) {
      chunk = given
      from = 0
      if (since >= 0) since = 0
      run()
      if (since >= 0) {
        keep(chunk.length)
        // A value of any length is replaced without being held.
        if (state === STRING && keptBytes > LONGEST) {
          const text = Buffer.concat(kept)
          const cut = wholeUpTo(text)
          replacing!.update(plain(text.subarray(0, cut)))
          kept = [text.subarray(cut)]
          keptBytes = text.length - cut
        }
      }
      return finish()
    },
    end() {
      chunk = Buffer.alloc(0)
      from = 0
      if (since >= 0) since = 0
      if (state === SCALAR) scalar(0)
      if (state !== TOP || frames.length > 0) throw unmaskable('it ends in the middle')
      return finish()
    },
  }
}
