import type { Value } from '../builtin.ts'
import { decode } from '../codec.ts'

/** As deep as Go's encoding/json goes. */
const DEEPEST = 10_000

/** Whether a text is one JSON value, as Go takes it. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return depthOf(text) <= DEEPEST
}

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const [bracket] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[{\]}]/g)) {
    if (bracket === '[' || bracket === '{') depth += 1
    else if (bracket === ']' || bracket === '}') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/**
 * A JSON text's value, numbers exact, objects as Maps; undefined for another text. Throws an Error for escapes of half a
 * surrogate pair, which Go replaces.
 */
export function readJson(text: string): Value | undefined {
  if (!isJson(text)) return undefined
  if (/\\u[dD][89a-fA-F]/.test(text)) throw new Error('An escaped surrogate is not supported.')
  return decode(text, 'rego')
}
