import { Command } from 'commander'
import { acceptCommand } from './accept.ts'
import { buildCommand } from './build.ts'
import { checkCommand, fmtCommand } from './check.ts'
import { decideCommand } from './decide.ts'
import { explainCommand } from './explain.ts'
import { statusCommand } from './status.ts'
import { testCommand } from './test.ts'

const commands = [
  checkCommand,
  fmtCommand,
  testCommand,
  buildCommand,
  decideCommand,
  explainCommand,
  statusCommand,
  acceptCommand,
]

export function policyCommand(): Command {
  const policy = new Command('policy').description('write, test and build policies, and ask the one that is in force')
  for (const command of commands) policy.addCommand(command())
  return policy
}
