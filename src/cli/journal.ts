import { once } from 'node:events'
import { Command } from 'commander'
import { configOf } from './configuration.ts'
import { printableJson } from './printable.ts'

export function journalCommand(): Command {
  const journal = new Command('journal').description('the record of all that happened, as it is kept')
  journal
    .command('key')
    .description("the public key that this gateway's checkpoints are signed with, as a JWK Set")
    .option('--all', 'every key that gateways have made known in the database: trust them as far as you trust it')
    .action(async (options: { all?: boolean }, command: Command) => {
      const config = await configOf(command)
      const { journalKey, readJournal } = await import('../open-journal.ts')
      if (options.all) {
        const reader = await readJournal(config, process.env)
        console.log(printableJson({ keys: await reader.keys() }))
        await reader.close()
        return
      }
      const { readSecret } = await import('../credentials/secrets/reference.ts')
      const { jwk } = await journalKey(config, (reference) => readSecret(reference, process.env))
      console.log(printableJson({ keys: [jwk] }))
    })
  journal
    .command('export')
    .description('all entries and checkpoints on standard output, a line each, for sallyport verify --file')
    .action(async (_options, command: Command) => {
      const config = await configOf(command)
      const { readJournal } = await import('../open-journal.ts')
      const { checkpointLine } = await import('../journal/verify/export.ts')
      const reader = await readJournal(config, process.env)
      for await (const page of reader.entries()) await print(page.map(({ line }) => line))
      for await (const page of reader.checkpoints()) await print(page.map(checkpointLine))
      await reader.close()
    })
  return journal
}

async function print(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(lines.map((line) => `${line}\n`).join(''))) await once(process.stdout, 'drain')
}
