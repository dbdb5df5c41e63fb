import type { TextLayout } from '../../core/adapter.ts'
import { createCsvRedactor } from './csv.ts'
import { createEventsRedactor } from './events.ts'
import { createFormRedactor } from './form.ts'
import { createJsonRedactor } from './json.ts'
import { createMessageRedactor } from './message.ts'
import { type StreamRedactor, unmaskable } from './stream.ts'
import type { IsSecret, Targets } from './targets.ts'
import { createYamlRedactor } from './yaml.ts'

/**
 * What replaces the fields of a body in this format. Throws ERR_UNMASKABLE for text that has none: what a rule wants to
 * hide in it can't be found.
 */
export function createFieldRedactor(
  format: TextLayout['format'],
  targets: Targets,
  isSecret: IsSecret,
): StreamRedactor {
  switch (format) {
    case 'json':
      return createJsonRedactor(targets, isSecret)
    case 'events':
      return createEventsRedactor(targets, isSecret)
    case 'message':
      return createMessageRedactor(targets, isSecret)
    case 'yaml':
      return createYamlRedactor(targets)
    case 'form':
      return createFormRedactor(targets)
    case 'csv':
      return createCsvRedactor(targets)
    default:
      throw unmaskable('it is text, without fields that could be told')
  }
}
