import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { GatewayError } from '../core/errors.ts'
import type { Input } from '../core/input.ts'

/** The longest input that policies are given, in bytes of JSON. Time and memory grow with it. */
export const INPUT_LIMIT = 1024 ** 2

const SCHEMAS = join(import.meta.dirname, '../../policies/schemas')
/** JSON Schema, but not .json: OPA would read that as data wherever it is given the directory. */
const SUFFIX = '.schema'

// The policies' own files, so that `opa check` and the gateway can't disagree about what an input holds.
const schemas = new Ajv({ allowUnionTypes: true })
const checkDocument = compile('input')
const checkOperations = new Map(
  readdirSync(SCHEMAS)
    .filter((file) => file.endsWith(SUFFIX) && file !== `input${SUFFIX}`)
    .map((file) => file.slice(0, -SUFFIX.length))
    .map((protocol) => [protocol, compile(protocol)]),
)

/** Protocols that share a schema: the same things are done to every forge. */
const SHARED: ReadonlyMap<string, string> = new Map([
  ['gitea', 'forge'],
  ['github', 'forge'],
  ['gitlab', 'forge'],
])

/** The schema of `policies/schemas` that describes a protocol's operations. */
export function schemaOf(protocol: string): string {
  return SHARED.get(protocol) ?? protocol
}

function compile(name: string): ValidateFunction {
  return schemas.compile(JSON.parse(readFileSync(join(SCHEMAS, `${name}${SUFFIX}`), 'utf8')))
}

/**
 * An input as JSON, in UTF-8. Throws ERR_POLICY_INPUT if `policies/schemas` don't
 * describe it, and past {@link INPUT_LIMIT}.
 */
export function encodeInput(input: Input): Buffer {
  const { protocol } = input.connection
  const checkProtocol = checkOperations.get(schemaOf(protocol))
  if (checkProtocol === undefined) throw undescribed(`no schema is named "${protocol}"`)
  if (!checkDocument(input)) throw undescribed(schemas.errorsText(checkDocument.errors, { dataVar: 'input' }))
  if (!checkProtocol(input.operations)) {
    throw undescribed(schemas.errorsText(checkProtocol.errors, { dataVar: 'input.operations' }))
  }
  const json = Buffer.from(JSON.stringify(input))
  if (json.length > INPUT_LIMIT) {
    throw new GatewayError(
      'ERR_POLICY_INPUT',
      `This request takes ${json.length} bytes to describe, and policies read at most ${INPUT_LIMIT}.`,
      { fix: 'Split it into smaller requests.' },
    )
  }
  return json
}

function undescribed(why: string): GatewayError {
  return new GatewayError(
    'ERR_POLICY_INPUT',
    'Sallyport could not describe this request to its policies, and refused it.',
    {
      cause: new Error(why),
    },
  )
}
