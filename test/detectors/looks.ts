import { createPlace } from '../../src/detectors/place.ts'
import type { Shape } from '../../src/detectors/rule.ts'

/** What a shape matches at the first of its keywords in a text that it matches at all; undefined for none. */
export function matched(shape: Shape, text: string): string | undefined {
  const bytes = Buffer.from(text, 'latin1')
  const lower = text.toLowerCase()
  for (let at = 0; at < text.length; at++) {
    for (const keyword of shape.keywords) {
      const place = createPlace()
      if (!lower.startsWith(keyword, at) || !shape.match(bytes, at, at + keyword.length, place)) continue
      return text.slice(place.start, place.end)
    }
  }
  return undefined
}
