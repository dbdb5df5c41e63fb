import type { Coding, TextLayout, Units } from '../../core/adapter.ts'
import { GatewayError } from '../../core/errors.ts'
import { type AnswerHead, type Headers, header } from '../../core/request.ts'

/** Media types that are text throughout. */
const TEXT =
  /^(?:text\/.*|application\/(?:.*\+)?(?:json|xml|yaml)|application\/(?:x-yaml|x-ndjson|ndjson|jsonl|json-seq|javascript|ecmascript|x-javascript|x-www-form-urlencoded|graphql|toml|xml-dtd))$/

/** By media type, in what structure a text has fields; any other has none that could be told. */
const FORMATS: readonly (readonly [RegExp, TextLayout['format']])[] = [
  [/^(?:application|text)\/(?:(?:.*\+)?json|(?:x-)?ndjson|jsonl|json-seq)$/, 'json'],
  [/^(?:application|text)\/(?:.*\+|x-)?yaml$/, 'yaml'],
  [/^application\/x-www-form-urlencoded$/, 'form'],
  [/^text\/(?:csv|tab-separated-values)$/, 'csv'],
  [/^text\/event-stream$/, 'events'],
]

/** Character sets in which an ASCII secret is its ASCII bytes, so that a detector sees it. */
const OF_BYTES =
  /^(?:utf-?8|us-ascii|ascii|iso-8859-\d+|latin1|windows-(?:125\d|874)|macintosh|shift_jis|euc-(?:jp|kr)|gbk|gb2312|gb18030|big5|koi8-[ru])$/
/** Those in which a backslash or a brace may be the second half of a character, so that no fields can be told (WHATWG, "Encoding"). */
const WITHOUT_FIELDS = /^(?:shift_jis|gbk|gb2312|gb18030|big5)$/
const OF_UNITS: ReadonlySet<string> = new Set<Units>([
  'utf-16',
  'utf-16le',
  'utf-16be',
  'utf-32',
  'utf-32le',
  'utf-32be',
])

/** By the names that answers use (RFC 9110, section 8.4.1). */
const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
])

/**
 * Where an answer's text lies. Throws ERR_UNMASKABLE for content types that are not text, and for character sets and
 * content codings that detectors can't see through.
 */
export function textOf({ status, headers }: AnswerHead): TextLayout {
  const part = status === 206
  if (status === 204 || status === 304) return { codings: [], units: 'bytes', format: 'text', part }
  const [given, ...parameters] = (header(headers, 'content-type') ?? 'text/plain').toLowerCase().split(';')
  const type = given!.trim()
  if (!TEXT.test(type)) throw unmaskable(`its content type is "${type}"`)
  const charset =
    parameters.map((parameter) => /^\s*charset="?([^"\s]*)/.exec(parameter)?.[1]).find((name) => name !== undefined) ??
    'utf-8'
  const format = FORMATS.find(([types]) => types.test(type))?.[1]
  return {
    codings: codingsOf(headers),
    units: unitsOf(charset),
    format: WITHOUT_FIELDS.test(charset) ? 'text' : (format ?? 'text'),
    part,
  }
}

function unitsOf(charset: string): Units {
  if (OF_BYTES.test(charset)) return 'bytes'
  if (OF_UNITS.has(charset)) return charset as Units
  throw unmaskable(`its character set is "${charset}"`)
}

/** The one that was applied last comes first. */
function codingsOf(headers: Headers): Coding[] {
  const names = headers
    .filter(([name]) => name === 'content-encoding')
    .flatMap(([, value]) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  return names.toReversed().map((name) => {
    const coding = CODINGS.get(name)
    if (coding === undefined)
      throw unmaskable(`its content encoding is "${names.join(', ')}"`, 'Ask again with Accept-Encoding: gzip.')
    return coding
  })
}

function unmaskable(why: string, fix?: string): GatewayError {
  const message = `The answer can't be masked, as the policy demands: ${why}.`
  return new GatewayError('ERR_UNMASKABLE', message, fix === undefined ? {} : { fix })
}
