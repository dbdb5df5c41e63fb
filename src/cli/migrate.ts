import { Command } from 'commander'
import { configOf } from './configuration.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema to this version; serve does so by itself")
    .action(async (_options, command: Command) => {
      const { migrateStore } = await import('../compose.ts')
      const applied = await migrateStore(await configOf(command), process.env)
      console.log(applied.length === 0 ? 'nothing to do' : `applied ${applied.join(', ')}`)
    })
}
