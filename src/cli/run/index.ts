import { Command } from 'commander'
import { asGatewayError } from '../../core/errors.ts'
import { realTiming } from '../../core/timing.ts'
import { printable } from '../printable.ts'
import { runCommand, takeSignals } from './command.ts'
import { exitCodeFor, exitCodeOf } from './exit-code.ts'
import { say, sayRemoved, withWayInOptions } from './options.ts'
import { openWayIn, type WayInOptions } from './way-in.ts'

/** `sallyport run -- command`: whatever the command starts goes through the gate. */
export function wayInCommand(): Command {
  return withWayInOptions(
    new Command('run')
      .description('run a command that reaches the network through the gateway, and holds no credential')
      .argument('<command...>', 'the command and what it is given, behind --'),
  ).action(async (command: [string, ...string[]], options: WayInOptions) => {
    process.exit(await run(command, options))
  })
}

async function run(command: readonly [string, ...string[]], options: WayInOptions): Promise<number> {
  const signals = takeSignals(process.stdin.isTTY)
  try {
    const parts = { options, environment: process.env, cwd: process.cwd(), timing: realTiming, say }
    const wayIn = await openWayIn(parts)
    try {
      sayRemoved(wayIn.removed)
      if (signals.pending !== undefined) return exitCodeOf(null, signals.pending)
      return await runCommand(command, wayIn.environment, signals)
    } finally {
      say(await wayIn.close())
    }
  } catch (thrown) {
    const { code, message, fix, cause } = asGatewayError(thrown)
    say(printable(`${code}: ${message}`))
    if (fix !== undefined) say(printable(`fix: ${fix}`))
    if (cause instanceof Error) say(printable(`cause: ${cause.message}`))
    return exitCodeFor(thrown)
  } finally {
    signals.release()
  }
}
