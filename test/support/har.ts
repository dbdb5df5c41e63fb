import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import schemas from 'har-schema'

export interface HarEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly queryString: readonly { readonly name: string; readonly value: string }[]
    readonly bodySize: number
    readonly postData?: { readonly mimeType: string; readonly text: string; readonly comment?: string }
  }
  readonly response: {
    readonly status: number
    readonly bodySize: number
    readonly content: {
      readonly size: number
      readonly mimeType: string
      readonly text?: string
      readonly encoding?: string
      readonly comment?: string
    }
    readonly comment?: string
  }
  readonly _webSocketMessages?: readonly {
    readonly type: string
    readonly time: number
    readonly opcode: number
    readonly data: string
  }[]
}

/** Reads an HTTP Archive by the schemas of har-schema (npm). @throws what is wrong with it */
export function readHar(text: string): { readonly comment?: string; readonly entries: readonly HarEntry[] } {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  ajv.addMetaSchema(createRequire(import.meta.filename)('ajv/dist/refs/json-schema-draft-06.json') as object)
  for (const schema of Object.values(schemas)) ajv.addSchema(schema)
  const archive: unknown = JSON.parse(text)
  if (!ajv.validate('har.json#', archive)) throw new Error(ajv.errorsText())
  return (archive as { log: { entries: HarEntry[] } }).log
}
