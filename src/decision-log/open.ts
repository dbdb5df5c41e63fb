import { open } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import type { DecisionLogObserver } from '../core/decision-log.ts'
import { GatewayError } from '../core/errors.ts'
import type { Timing } from '../core/timing.ts'
import { type Lines, lineSink } from './lines.ts'
import { type Reporting, serviceSink } from './service.ts'
import type { Sink } from './sink.ts'

/** Where decisions are logged, secrets by reference. */
export interface DecisionLogSettings<Reference> extends Reporting {
  readonly to:
    | { readonly kind: 'stdout' }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'service'; readonly url: URL; readonly token: Reference | null }
}

/** What sinks need of the world. */
export interface Surroundings<Reference> {
  /** Opens a secret, each time that it is needed: they change under way. */
  readonly read: (reference: Reference) => Promise<string>
  readonly stdout: Writable
  readonly timing: Timing
  readonly observer: DecisionLogObserver
}

/** Opens where decisions are logged. Rejects with ERR_CONFIG for a file that can't be opened. */
export async function openSink<Reference>(
  { to, ...reporting }: DecisionLogSettings<Reference>,
  { read, stdout, timing, observer }: Surroundings<Reference>,
): Promise<Sink> {
  if (to.kind === 'service') {
    const { url, token } = to
    return serviceSink({ url, token: token === null ? null : () => read(token) }, reporting, timing, observer)
  }
  const lines = to.kind === 'stdout' ? streamLines(stdout) : await fileLines(to.path)
  return lineSink(lines, reporting.bufferSizeLimitBytes, timing, observer)
}

async function fileLines(path: string): Promise<Lines> {
  const file = await open(path, 'a', 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw new GatewayError('ERR_CONFIG', `The decision log ${path} can't be opened (${cause.code}).`, {
      fix: 'Let policy.decision_log.file name a file that the gateway may write.',
      cause,
    })
  })
  return { write: (text) => file.appendFile(text), close: () => file.close() }
}

function streamLines(stream: Writable): Lines {
  // Whoever wrote is told; without a listener a reader that has gone would end the process as well.
  const ignore = (): void => {}
  stream.on('error', ignore)
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    async close() {
      stream.off('error', ignore)
    },
  }
}
