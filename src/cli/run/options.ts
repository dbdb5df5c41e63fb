import type { Command } from 'commander'
import { asGatewayError } from '../../core/errors.ts'
import { printable } from '../printable.ts'
import { exitCodeFor } from './exit-code.ts'
import { ID_TOKEN_VARIABLE } from './id-token.ts'

/** What `run` and `attach` have in common. */
export function withWayInOptions(command: Command): Command {
  const several = (value: string, before: readonly string[]) => [...before, ...value.split(',').filter(Boolean)]
  return command
    .option('--gateway <url>', "the gateway's listener for agents (default: $SALLYPORT_URL)")
    .option('--ca-file <file>', "the authority of the gateway's own certificate, where it is a private one")
    .option('--id-token-file <file>', "a file with the job's ID token, read again for each renewal")
    .option('--id-token-env <name>', `a variable with the job's ID token (default: GitHub's own, ${ID_TOKEN_VARIABLE})`)
    .option('--audience <audience>', 'whom the ID token is for (default: as the gateway says)')
    .option('--leases <json>', 'narrow the session: [{"type":"sallyport_lease","connections":["forge"],…}]')
    .option('--direct <hosts>', 'hosts that go in NO_PROXY, separated by commas; again for more', several, [])
    .option('--bridge <address>', 'let containers use the relay as well, on this address: of docker0, say')
    .option('--keep <name>', 'a variable that stays, though it holds a credential; again for more', several, [])
}

/** Tells people, on standard error, a sentence at a time. */
export function say(sentence: string): void {
  process.stderr.write(`sallyport: ${sentence}\n`)
}

/** What was taken out of the environment, by name. */
export function sayRemoved(removed: readonly string[]): void {
  if (removed.length > 0) say(`removed from the environment: ${removed.join(', ')}`)
}

/** The exit code of what is done: 0, or one that tells a job what went wrong, once it is said. */
export async function failing(done: () => Promise<unknown>): Promise<number> {
  try {
    const code = await done()
    return typeof code === 'number' ? code : 0
  } catch (thrown) {
    const { code, message, fix, cause } = asGatewayError(thrown)
    say(printable(`${code}: ${message}`))
    if (fix !== undefined) say(printable(`fix: ${fix}`))
    if (cause instanceof Error) say(printable(`cause: ${cause.message}`))
    return exitCodeFor(thrown)
  }
}
