import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, Option } from 'commander'
import { GatewayError } from '../../core/errors.ts'
import { labels } from '../../decision-log/labels.ts'
import { decisionLines } from './decision-events.ts'
import { harPieces } from './har.ts'
import { ndjsonLines } from './ndjson.ts'
import { type SessionSource, sessionSource } from './source.ts'

const FORMATS: { readonly [format: string]: (source: SessionSource, version: string) => AsyncGenerator<string> } = {
  ndjson: ndjsonLines,
  har: harPieces,
  'decision-log': decisionLines,
}

export function exportCommand(): Command {
  return new Command('export')
    .argument('<id>')
    .description('all that is on record of a session, for other programs to read')
    .addOption(
      new Option(
        '--format <format>',
        'the journal with what was recorded; an HTTP Archive 1.2; or events of OPA’s decision log',
      )
        .choices(Object.keys(FORMATS))
        .makeOptionMandatory(),
    )
    .option('--output <file>', 'a new file, instead of standard output')
    .action(async (id: string, { format, output }: { format: string; output?: string }, command: Command) => {
      const source = await sessionSource(command, id)
      const { version } = await labels('')
      const pieces = FORMATS[format]!(source, version)
      if (output !== undefined) await write(pieces, output)
      else for await (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
    })
}

/** What agents said is nobody else's to read, and a file that is there already nobody's to lose. */
async function write(pieces: AsyncGenerator<string>, file: string): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.syscall === undefined) throw cause
      throw new GatewayError('ERR_REQUEST', `The file ${file} can't be written (${cause.code}).`, {
        fix: 'Name a file that is not there yet.',
        cause,
      })
    },
  )
}
