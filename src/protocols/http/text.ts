import type { TextLayout } from '../../core/adapter.ts'
import { GatewayError } from '../../core/errors.ts'
import { type AnswerHead, type Headers, header } from '../../core/request.ts'

/** Media types that are text throughout. */
const TEXT =
  /^(?:text\/.*|application\/(?:.*\+)?(?:json|xml|yaml)|application\/(?:x-yaml|x-ndjson|ndjson|jsonl|json-seq|javascript|ecmascript|x-javascript|x-www-form-urlencoded|graphql|toml|xml-dtd))$/

/** Character sets in which an ASCII secret is its ASCII bytes, so that a detector sees it. */
const CHARSET =
  /^(?:utf-?8|us-ascii|ascii|iso-8859-\d+|latin1|windows-125\d|shift_jis|euc-(?:jp|kr)|gbk|gb2312|gb18030|big5|koi8-[ru])$/

/**
 * Where an answer's text lies. Throws ERR_UNMASKABLE for content types that are not text, for character sets and
 * encodings that detectors can't see through, and for parts of a body: a secret that two ranges share shows in neither.
 */
export function textOf({ status, headers }: AnswerHead): TextLayout {
  if (status === 204 || status === 304) return { encoding: 'identity' }
  if (status === 206) throw unmaskable("a part of a body can't be masked", 'Ask again without Range.')
  const [type, ...parameters] = (header(headers, 'content-type') ?? 'text/plain').toLowerCase().split(';')
  if (!TEXT.test(type!.trim())) throw unmaskable(`its content type is "${type!.trim()}"`)
  const charset = parameters
    .map((parameter) => /^\s*charset="?([^"\s]*)/.exec(parameter)?.[1])
    .find((name) => name !== undefined)
  if (charset !== undefined && !CHARSET.test(charset)) throw unmaskable(`its character set is "${charset}"`)
  return { encoding: encodingOf(headers) }
}

function encodingOf(headers: Headers): TextLayout['encoding'] {
  const codings = headers
    .filter(([name]) => name === 'content-encoding')
    .flatMap(([, value]) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length === 0) return 'identity'
  if (codings.length === 1 && (codings[0] === 'gzip' || codings[0] === 'x-gzip')) return 'gzip'
  throw unmaskable(`its content encoding is "${codings.join(', ')}"`, 'Ask again with Accept-Encoding: gzip.')
}

function unmaskable(why: string, fix?: string): GatewayError {
  const message = `The answer can't be masked, as the policy demands: ${why}.`
  return new GatewayError('ERR_UNMASKABLE', message, fix === undefined ? {} : { fix })
}
