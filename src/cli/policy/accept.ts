import { Command } from 'commander'
import { callPeople } from '../people-api.ts'
import { wholeNumber } from './whole-number.ts'

export function acceptCommand(): Command {
  return new Command('accept')
    .description('let older bundles in again, from a sequence on; what is in force stays until the source has another')
    .requiredOption('-s, --sequence <number>', 'the lowest that is taken from now on', wholeNumber)
    .requiredOption('-r, --reason <text>', 'kept on record')
    .action(async ({ sequence, reason }: { sequence: number; reason: string }, command: Command) => {
      const { floor } = await callPeople<{ floor: number }>(command, 'POST', '/policy/sequence', { sequence, reason })
      console.log(`bundles are taken from sequence ${floor} on`)
    })
}
