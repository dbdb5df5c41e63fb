import { Command } from 'commander'
import { serve } from '../main.ts'
import { configOf } from './configuration.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the gateway until it is told to stop')
    .action(async (_options, command: Command) => serve(await configOf(command)))
}
