import { GatewayError } from '../core/errors.ts'
import type { Gate } from './gate.ts'

/** Milliseconds that what goes by waits for the database to take what is recorded of it. */
const PATIENCE = 10_000

/** Resolves once there is room for more recordings; rejects with ERR_JOURNAL_UNAVAILABLE where there is none for too long. */
export function roomToRecord({ recordings }: Pick<Gate, 'recordings'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(
        new GatewayError('ERR_JOURNAL_UNAVAILABLE', "What goes by can't be recorded just now, so it goes no further.", {
          fix: 'Retry; service resumes by itself once the database is back.',
        }),
      )
    }, PATIENCE)
    recordings.onRoom(() => {
      clearTimeout(late)
      resolve()
    })
  })
}
