import type { RecordLevels } from '../core/recording.ts'
import type { Exchange, Matched } from './exchange.ts'

const BEGINNINGS: RecordLevels = { request: 'head', answer: 'head' }

/** How much is recorded of an exchange: as policy says, else as its connection does. */
export function levelsOf(
  { decisions }: Pick<Exchange, 'decisions'>,
  { request }: Pick<Matched, 'request'>,
): RecordLevels {
  const last = decisions.at(-1)
  const said = last !== undefined && 'record' in last ? last.record : undefined
  return { ...(request.connection.record ?? BEGINNINGS), ...said }
}
