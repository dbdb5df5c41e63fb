import { unintelligible } from '../../core/errors.ts'

const NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** An object name: 40 or 64 lower-case hex digits. Throws ERR_UNINTELLIGIBLE, with what `whose` names it, for all else. */
export function readObjectName(text: string, whose: string): string {
  if (!NAME.test(text)) throw unintelligible(`${whose} names something that is no object name.`)
  return text
}
