import { Command } from 'commander'
import { configPath, failWith } from './configuration.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description('build everything that serve builds, open no port, and report every problem with its line')
    .action(async (_options, command: Command) => {
      const path = configPath(command)
      const { checkEverything } = await import('../compose.ts')
      const problems = await checkEverything(path, process.env)
      if (problems.length > 0) failWith(problems)
      console.log(`${path} is fine`)
    })
}
