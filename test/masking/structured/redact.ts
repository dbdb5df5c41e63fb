import type { MaskMode } from '../../../src/core/decision.ts'
import type { StreamRedactor } from '../../../src/masking/structured/stream.ts'
import type { Field } from '../../../src/masking/structured/targets.ts'

/** Writes its mode and the value that it was told, so that tests see what was masked. */
export const field = (mode: MaskMode = 'fixed'): Field => ({
  mode,
  begin() {
    const parts: Buffer[] = []
    return {
      update: (bytes) => void parts.push(bytes),
      end: () => `<${mode} ${Buffer.concat(parts)} 00000000000a]`,
    }
  },
})

/** What comes out of a redactor for a text that comes in chunks of so many bytes. */
export function redact(redactor: StreamRedactor, text: string | Buffer, size = Number.POSITIVE_INFINITY): string {
  const bytes = Buffer.from(text as string)
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size)
    out.push(redactor.write(bytes.subarray(at, Math.min(bytes.length, at + size))))
  return Buffer.concat([...out, redactor.end()]).toString()
}

/** The same for every size of chunks up to so many bytes: throws where that makes a difference. */
export function redactAnyhow(make: () => StreamRedactor, text: string | Buffer, largest = 40): string {
  const whole = redact(make(), text)
  for (let size = 1; size <= largest; size++) expect([size, redact(make(), text, size)]).toEqual([size, whole])
  return whole
}
