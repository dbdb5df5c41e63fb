import type { AnswerHead, Headers } from '../core/request.ts'
import type { Matched } from './exchange.ts'
import type { Gate } from './gate.ts'

/** What the journal keeps of an answer: its head, and the first bytes of a text, with every secret that we can tell masked. */
export interface Recording {
  readonly headers: Headers
  add(chunk: Buffer): void
  /** Null for what isn't text. `ended` where the answer came to its own end. */
  body(ended: boolean): Buffer | null
}

export function createRecording(gate: Gate, { adapter }: Matched, head: AnswerHead, bodiless: boolean): Recording {
  const masker = gate.recordMasker()
  const headers = masker.headers(head.headers)
  const limit = gate.limits.recordBytes
  if (bodiless || limit === 0 || !isPlainText(adapter, head)) return { headers, add: () => {}, body: () => null }
  const redactor = masker.redactor()
  const kept: Buffer[] = []
  let taken = 0
  let whole = true
  return {
    headers,
    add(chunk) {
      if (taken + chunk.length > limit) whole = false
      if (taken >= limit) return
      const part = chunk.subarray(0, limit - taken)
      taken += part.length
      kept.push(redactor.write(part))
    },
    // Where the text was cut, by us or by either side, what the redactor still holds could be a secret's first half.
    body: (ended) => Buffer.concat(whole && ended ? [...kept, redactor.end()] : kept),
  }
}

function isPlainText(adapter: Matched['adapter'], head: AnswerHead): boolean {
  try {
    return adapter.text(head).encoding === 'identity'
  } catch {
    return false
  }
}
