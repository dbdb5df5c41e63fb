import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { formatProblem, type Problem } from '../config/problem.ts'
import { GatewayError } from '../core/errors.ts'

/** The configuration file that a command means: the option, else the environment, else where it usually lies. */
export function configPath(command: Command): string {
  const found = lookFor(command)
  if (found === undefined) {
    throw new GatewayError('ERR_CONFIG', 'There is no sallyport.yaml here.', { fix: 'Name one with --config.' })
  }
  return found
}

/** Whether there is one that a command could mean. */
export function configured(command: Command): boolean {
  return lookFor(command) !== undefined
}

function lookFor(command: Command): string | undefined {
  const named = command.optsWithGlobals<{ config?: string }>().config ?? process.env.SALLYPORT_CONFIG
  return named ?? ['sallyport.yaml', '.sallyport/sallyport.yaml'].find((path) => existsSync(path))
}

/** The configuration; its problems, all of them, go to standard error, one a line, and end the process. */
export async function configOf(command: Command): Promise<Config> {
  const path = configPath(command)
  // Not before: the whole gateway takes a second to load, and most commands need none of it.
  const { checkedConfig } = await import('../compose.ts')
  const loaded = await checkedConfig(path)
  if ('config' in loaded) return loaded.config
  return failWith(loaded.problems)
}

/** Prints all problems, a line each, and ends the process. */
export function failWith(problems: readonly Problem[]): never {
  for (const problem of problems) console.error(formatProblem(problem))
  console.error(`${problems.length} problem${problems.length === 1 ? '' : 's'}`)
  process.exit(1)
}
