import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { GatewayError } from '../../core/errors.ts'
import type { Input } from '../../core/input.ts'
import type { Policy } from '../../core/policy.ts'
import { configOf } from '../configuration.ts'
import { callPeople } from '../people-api.ts'

/** What a command asks a policy, and which. */
export interface QuestionOptions {
  readonly bundle?: string
  readonly exchange?: boolean
}

/** Adds what {@link question} reads to a command. */
export function asksQuestion(command: Command): Command {
  return command
    .argument('<input>', 'a JSON file, or - for standard input')
    .option('-b, --bundle <file>', 'a bundle other than the configured one, whoever signed it')
    .option('-x, --exchange', 'the input is the id of an exchange in the journal of a running gateway')
}

/** The policy and the input that a command means. */
export async function question(
  what: string,
  { bundle, exchange }: QuestionOptions,
  command: Command,
): Promise<{ policy: Policy; input: Input }> {
  const { configuredPolicy, loadPolicy } = await import('../../compose.ts')
  const policy =
    bundle === undefined
      ? await configuredPolicy((await configOf(command)).policy, process.env)
      : await loadPolicy(bundle)
  const input = exchange
    ? await callPeople<Input>(command, 'GET', `/exchanges/${encodeURIComponent(what)}/input`)
    : await readInput(what)
  return { policy, input }
}

async function readInput(path: string): Promise<Input> {
  try {
    return JSON.parse(await (path === '-' ? text(process.stdin) : readFile(path, 'utf8'))) as Input
  } catch (cause) {
    throw new GatewayError('ERR_REQUEST', `The input document ${path} can't be read.`, { cause })
  }
}
