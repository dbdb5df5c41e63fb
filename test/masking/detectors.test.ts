import { type Detector, detectors } from '../../src/masking/detectors.ts'
import { samples } from './secrets.ts'

/** Every match of a detector in a text, where its hints are. */
function matches({ hints, pattern }: Detector, text: string): { at: number; length: number }[] {
  const lower = text.toLowerCase()
  return Array.from(text, (_, at) => at).flatMap((at) => {
    if (!hints.some((hint) => lower.startsWith(hint, at))) return []
    pattern.lastIndex = at
    const match = pattern.exec(text)
    return match === null ? [] : [{ at, length: match[0].length }]
  })
}

test('the names that policies may use', () => {
  expect([...new Set(detectors.map((detector) => detector.name))]).toEqual([
    'github-token',
    'aws-access-key',
    'private-key',
    'jwt',
    'slack-token',
    'generic-api-key',
  ])
})

test.each(samples.map((sample, at) => [`${sample.detector} ${at}`, sample] as const))('%s', (_, sample) => {
  const text = sample.before + sample.secret + sample.after
  const own = detectors.filter(({ name }) => name === sample.detector)
  expect(own.flatMap((detector) => matches(detector, text)).length).toBeGreaterThan(0)
  for (const detector of detectors) {
    for (const { at, length } of matches(detector, text)) {
      expect(length).toBeLessThanOrEqual(detector.longest)
      detector.outside.lastIndex = at
      expect(detector.outside.exec(text)?.index ?? text.length).toBeGreaterThanOrEqual(at + length)
    }
  }
})

test('patterns are sticky, and what bounds them is global', () => {
  expect(detectors.map(({ pattern, body, outside }) => [pattern.sticky, body.sticky, outside.global])).toEqual(
    detectors.map(() => [true, true, true]),
  )
})
