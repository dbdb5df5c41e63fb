#!/usr/bin/env node
import { Command } from 'commander'
import { GatewayError } from '../core/errors.ts'
import { approvalsCommand } from './approvals.ts'
import { checkCommand } from './check.ts'
import { credentialsCommand } from './credentials.ts'
import { journalCommand } from './journal.ts'
import { leasesCommand } from './leases.ts'
import { loginCommand, logoutCommand } from './login.ts'
import { migrateCommand } from './migrate.ts'
import { policyCommand } from './policy/index.ts'
import { attachCommand, detachCommand } from './run/attach.ts'
import { runningCommand } from './run/index.ts'
import { serveCommand } from './serve.ts'
import { sessionsCommand } from './sessions.ts'
import { verifyCommand } from './verify.ts'

const program = new Command('sallyport')
  .description('The gate between AI coding agents that run in CI and everything that they can touch')
  .option(
    '-c, --config <file>',
    'sallyport.yaml (default: $SALLYPORT_CONFIG, ./sallyport.yaml, ./.sallyport/sallyport.yaml)',
  )
  .showHelpAfterError()

const commands = [
  serveCommand,
  checkCommand,
  migrateCommand,
  approvalsCommand,
  loginCommand,
  logoutCommand,
  sessionsCommand,
  leasesCommand,
  journalCommand,
  verifyCommand,
  credentialsCommand,
  policyCommand,
  runningCommand,
  attachCommand,
  detachCommand,
]
for (const command of commands) {
  const added = command()
  // Commands made on their own inherit nothing.
  for (const any of [added, ...added.commands]) any.copyInheritedSettings(program)
  program.addCommand(added)
}

try {
  await program.parseAsync()
} catch (thrown) {
  const known = thrown instanceof GatewayError
  console.error(known ? `${thrown.code}: ${thrown.message}` : thrown)
  if (known && thrown.fix) console.error(`fix: ${thrown.fix}`)
  if (known && thrown.cause instanceof Error) console.error(`cause: ${thrown.cause.message}`)
  process.exit(1)
}
