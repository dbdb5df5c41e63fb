import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { GatewayError } from '../core/errors.ts'
import type { Verified } from '../journal/verify/verify.ts'
import { configOf } from './configuration.ts'
import { printable, printableJson } from './printable.ts'

interface Options {
  readonly key: readonly string[]
  readonly file?: string
  readonly anchor: readonly string[]
  readonly json?: boolean
}

const collect = (value: string, before: readonly string[]) => [...before, value]

export function verifyCommand(): Command {
  return new Command('verify')
    .description('prove that the journal is as it was written, with nothing but its public keys')
    .option(
      '--key <file>',
      'a public key that checkpoints may be signed with: PEM, JWK or JWK Set; repeatable',
      collect,
      [],
    )
    .option('--file <file>', 'an export, instead of the configured database')
    .option(
      '--anchor <file>',
      'checkpoints that were kept elsewhere, a line each: all must be there; repeatable',
      collect,
      [],
    )
    .option('--json', 'one document for a program to read')
    .action(async (options: Options, command: Command) => {
      const verified = await run(options, command)
      const { isSound } = await import('../journal/verify/verify.ts')
      if (options.json) console.log(printableJson(told(verified)))
      else for (const line of linesOf(verified)) console.log(printable(line))
      if (!isSound(verified)) process.exitCode = 1
    })
}

async function run({ key, file, anchor }: Options, command: Command): Promise<Verified> {
  if (key.length === 0) {
    throw new GatewayError('ERR_REQUEST', 'No public key is named, and without one nothing can be proven.', {
      fix: 'Name those of all gateways with --key; sallyport journal key prints them. Keep them where the database is not.',
    })
  }
  const [{ verify }, { readVerificationKeys }, { exportSource }] = await Promise.all([
    import('../journal/verify/verify.ts'),
    import('../journal/verify/keys.ts'),
    import('../journal/verify/export.ts'),
  ])
  const keys = await readVerificationKeys(
    await Promise.all(key.map(async (name) => ({ name, text: await read(name) }))),
  )
  const lines = (await Promise.all(anchor.map(read))).flatMap((text) => text.split('\n').filter((line) => line !== ''))
  if (file !== undefined) return verify(exportSource(file), keys, lines)
  const config = await configOf(command)
  const { readJournal } = await import('../open-journal.ts')
  const reader = await readJournal(config, process.env)
  try {
    return await verify(reader, keys, lines)
  } finally {
    await reader.close()
  }
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('ERR_REQUEST', `${file} can't be read.`, { cause })
  })
}

/** What a program reads. Times are RFC 3339. */
function told({ checkpoints, entries, happenings }: Verified): object {
  const windows = entries.chains.filter((chain) => chain.entries > chain.signed)
  return {
    sound: checkpoints.problem === null && entries.problem === null,
    problems: [checkpoints.problem, entries.problem].filter((problem) => problem !== null),
    entries: entries.entries,
    chains: entries.chains.length,
    checkpoints: checkpoints.count,
    checkpointAt: checkpoints.at === null ? null : iso(checkpoints.at),
    window: windows.map(({ writer, entries, signed, since }) => {
      return { writer, entries: entries - signed, from: signed + 1, since: since === null ? null : iso(since) }
    }),
    happenings,
  }
}

function* linesOf({ checkpoints, entries, happenings }: Verified): Iterable<string> {
  if (checkpoints.problem !== null) yield `checkpoint ${checkpoints.problem.checkpoint}: ${checkpoints.problem.what}`
  if (entries.problem !== null) {
    const { writer, sequence, what } = entries.problem
    yield `entry ${sequence} of chain ${writer}: ${what}`
  }
  const sound = checkpoints.problem === null && entries.problem === null
  const until = checkpoints.at === null ? '' : `, the newest of ${iso(checkpoints.at)}`
  yield `${sound ? 'sound' : 'up to there'}: ${count(entries.entries, 'entry', 'entries')} in ${count(entries.chains.length, 'chain', 'chains')}, ${count(checkpoints.count, 'checkpoint', 'checkpoints')}${until}`
  for (const { writer, entries: all, signed, since } of entries.chains) {
    if (all <= signed) continue
    const from = since === null ? '' : `, since ${iso(since)}`
    yield `no checkpoint covers yet: ${count(all - signed, 'entry', 'entries')} of chain ${writer}, from ${signed + 1} on${from}`
  }
  if (happenings !== null && happenings > 0) yield `in no chain yet: ${count(happenings, 'happening', 'happenings')}`
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

function iso(milliseconds: number): string {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString()
}
