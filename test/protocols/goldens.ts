import { readdirSync, readFileSync } from 'node:fs'
import type { Json } from '../../src/core/json.ts'
import type { Request } from '../../src/core/request.ts'
import { requestOf } from './requests.ts'

/** One file: a raw request, a line of ten dashes, and the operations or the error that it means. */
export interface Golden {
  readonly name: string
  readonly request: Request
  readonly expected: Json
}

/**
 * The goldens of a protocol. In a body, line breaks are there for the reader only; `\n` and `\0` stand for those bytes,
 * and `{…}` makes one Git packet of what it holds; unless `bytesOf` reads bodies otherwise.
 */
export function goldensOf(protocol: string, bytesOf = packetsOf): readonly Golden[] {
  const folder = new URL(`../goldens/${protocol}/`, import.meta.url)
  return readdirSync(folder).map((name) => {
    const [raw, expected] = readFileSync(new URL(name, folder), 'utf8').split('\n----------\n')
    const [head, ...body] = raw!.split('\n\n')
    const [line, ...fields] = head!.split('\n')
    const [method, target] = line!.split(' ')
    const request = requestOf({
      method: method!,
      target: target!,
      headers: fields.map((field) => {
        const [field0, ...value] = field.split(': ')
        return [field0!.toLowerCase(), value.join(': ')] as const
      }),
      ...(body.length > 0 ? { body: bytesOf(body.join('\n\n')) } : {}),
    })
    return { name, request, expected: JSON.parse(expected!) }
  })
}

/** A body that stands there as it is. */
export function asItIs(text: string): string {
  return text
}

function packetsOf(text: string): string {
  return text
    .replaceAll('\n', '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\0', '\0')
    .replace(/\{([^}]*)\}/g, (_, payload: string) => {
      return (Buffer.byteLength(payload) + 4).toString(16).padStart(4, '0') + payload
    })
}
