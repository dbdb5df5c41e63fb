import { Command } from 'commander'
import { configOf } from './configuration.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the gateway until it is told to stop')
    .action(async (_options, command: Command) => {
      const { serve } = await import('../main.ts')
      await serve(await configOf(command))
    })
}
