import { join } from 'node:path'
import { Command } from 'commander'
import { realTiming } from '../../core/timing.ts'
import { runCommand, takeSignals } from './command.ts'
import { checkConfinement, confined, firstInside } from './confine.ts'
import { exitCodeOf } from './exit-code.ts'
import { failing, say, sayRemoved, withWayInOptions } from './options.ts'
import { openWayIn, type WayInOptions } from './way-in.ts'

/** `sallyport run -- command`: whatever the command starts goes through the gate. */
export function runningCommand(): Command {
  return withWayInOptions(
    new Command('run')
      .description('run a command that reaches the network through the gateway, and holds no credential')
      .argument('<command...>', 'the command and what it is given, behind --'),
  )
    .option('--enforce', 'leave the command no other way out: namespaces of its own, on Linux')
    .action(async (command: [string, ...string[]], options: RunOptions) => {
      process.exit(await run(command, options))
    })
}

interface RunOptions extends WayInOptions {
  readonly enforce?: boolean
}

async function run(command: readonly [string, ...string[]], options: RunOptions): Promise<number> {
  const signals = takeSignals(process.stdin.isTTY)
  const parts = { options, environment: process.env, cwd: process.cwd(), givesBack: true, timing: realTiming, say }
  const code = await failing(async () => {
    if (options.enforce) await checkConfinement(process.env)
    const wayIn = await openWayIn(parts)
    try {
      sayRemoved(wayIn.removed)
      if (signals.pending !== undefined) return exitCodeOf(null, signals.pending)
      if (!options.enforce) return await runCommand(command, wayIn.environment, signals)
      const { directory, relay } = wayIn
      const relaySocket = join(directory, 'relay.sock')
      await relay.listenOn(relaySocket)
      const line = await confined({ command, directory, relaySocket, port: relay.port })
      return await runCommand(line, wayIn.environment, signals, firstInside)
    } finally {
      say(await wayIn.close())
    }
  })
  signals.release()
  return code
}
