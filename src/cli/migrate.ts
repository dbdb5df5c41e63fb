import { Command } from 'commander'
import { migrateStore } from '../compose.ts'
import { configOf } from './configuration.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema to this version; serve does so by itself")
    .action(async (_options, command: Command) => {
      const applied = await migrateStore(await configOf(command), process.env)
      console.log(applied.length === 0 ? 'nothing to do' : `applied ${applied.join(', ')}`)
    })
}
