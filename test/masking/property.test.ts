import { rules } from '../../src/detectors/index.ts'
import { textMaskerOf } from '../../src/masking/index.ts'
import type { Units } from '../../src/masking/units.ts'
import { allForms, type Form } from './forms.ts'

/** What comes out of pieces of so many bytes. */
function run(masker: ReturnType<typeof textMaskerOf>, input: Buffer, size: number, units: Units = 'bytes'): Buffer {
  const redactor = masker.redactor(units)
  const out: Buffer[] = []
  for (let at = 0; at < input.length; at += size) out.push(redactor.write(input.subarray(at, at + size)))
  return Buffer.concat([...out, redactor.end()])
}

const SIZES = [1, 2, 3, 7, 61, 1024]
/** No letters, or they would belong to the word next to them. */
const [BEFORE, AFTER] = ['Über uns: 12 (', ') ☃; und mehr.\n']

/** What is left of the end and the beginning of what was written around a secret: base64 has parts of both in one character. */
const EDGE = 4

describe.each(['fixed', 'same_length'] as const)('a known value, %s', (knownMode) => {
  const secret = ['s3cr3t+Value/of "mine" §', '=', 'x'.repeat(40), 'Zq9\\w'].join('')
  const masker = textMaskerOf({ detectors: [], known: [secret], knownMode })

  test.each(allForms.map((form) => [form.name, form] as const))('%s', (_, form) => {
    const written = form.write(secret)
    const input = Buffer.from(`${BEFORE}${written}${AFTER}`)
    const whole = run(masker, input, input.length)
    for (const size of SIZES) expect(run(masker, input, size).toString('latin1')).toBe(whole.toString('latin1'))
    checkRest(whole.toString(), written, form)
  })
})

function checkRest(masked: string, written: string, form: Form): void {
  expect(masked.startsWith(BEFORE)).toBe(true)
  expect(masked.endsWith(AFTER)).toBe(true)
  const left = masked.slice(BEFORE.length, masked.length - AFTER.length)
  const stays = left.replace(/\[masked:[a-z-]+\]|\*/g, '')
  expect(stays.length).toBeLessThanOrEqual(form.whole ? EDGE + 6 : 0)
  expect(written.startsWith(stays) || written.endsWith(stays) || stays.length <= EDGE + 6).toBe(true)
}

const byProvider = rules.filter(({ confidence }) => confidence === 'provider')

describe.each(byProvider.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const masker = textMaskerOf({ detectors: [{ name, mode: 'fixed' }], known: [] })
  // What only its name tells isn't found within base64.
  const bare = rule.examples().filter((text) => !text.includes('«'))

  test.each(allForms.map((form) => [form.name, form] as const))('%s', (_, form) => {
    for (const secret of bare) {
      if (form.whole && !rule.shapes.some(({ literal }) => literal !== undefined && literal.length >= 4)) continue
      const written = form.write(secret)
      const input = Buffer.from(`${BEFORE}${written}${AFTER}`)
      const whole = run(masker, input, input.length)
      for (const size of SIZES) expect(run(masker, input, size).toString('latin1')).toBe(whole.toString('latin1'))
      checkRest(whole.toString(), written, form)
    }
  })
})
