import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { loadPolicy } from '../compose.ts'
import { GatewayError } from '../core/errors.ts'
import type { Input } from '../core/input.ts'
import { configOf } from './configuration.ts'

export function decideCommand(): Command {
  return new Command('decide')
    .description('judge an input document by the configured bundle, and print the decision')
    .argument('<input>', 'a JSON file, or - for standard input')
    .option('-b, --bundle <file>', 'a bundle other than the configured one')
    .action(async (input: string, options: { bundle?: string }, command: Command) => {
      const policy = await loadPolicy(options.bundle ?? (await configOf(command)).policy.bundle)
      const decision = policy.decide(await readInput(input))
      console.log(JSON.stringify(decision, null, 2))
      process.exitCode = decision.effect === 'deny' ? 3 : decision.effect === 'require_approval' ? 2 : 0
    })
    .addHelpText('after', '\nExit status: 0 allow or mask, 2 require_approval, 3 deny, 1 any failure.')
}

async function readInput(path: string): Promise<Input> {
  try {
    return JSON.parse(await (path === '-' ? text(process.stdin) : readFile(path, 'utf8'))) as Input
  } catch (cause) {
    throw new GatewayError('ERR_REQUEST', `The input document ${path} can't be read.`, { cause })
  }
}
