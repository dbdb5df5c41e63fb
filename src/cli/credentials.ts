import { Command } from 'commander'
import type { ConfiguredConnection, ConfiguredCredential } from '../config/config.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import { type CheckedCredential, titleOf } from '../credentials/open.ts'
import { configOf } from './configuration.ts'
import { printable, printableJson } from './printable.ts'

/** One connection's credential: as it turned out, or why it couldn't be opened. */
type Checked = { readonly connection: string; readonly kind: string } & (
  | { readonly who: string | null; readonly expiresAt: string | null }
  | { readonly code: string; readonly message: string; readonly cause: string | null }
)

export function credentialsCommand(): Command {
  const credentials = new Command('credentials').description('what opens the upstreams')
  credentials
    .command('check [name...]')
    .description("open the source of each connection's credential, or of those named, and tell who it is upstream")
    .option('--json', 'one document for a program to read')
    .action(async (names: string[], options: { json?: boolean }, command: Command) => {
      const config = await configOf(command)
      const { openCredentials } = await import('../open-credentials.ts')
      const chosen = choose(config.connections, names)
      const opened = await openCredentials(config, process.env)
      const checked = await Promise.all(chosen.flatMap((connection) => checks(connection, opened.check)))
      await opened.close()
      if (options.json) console.log(printableJson({ credentials: checked }))
      else for (const line of checked.map(lineOf)) console.log(line)
      if (checked.some((it) => 'code' in it)) process.exitCode = 1
    })
  return credentials
}

function choose(
  connections: readonly ConfiguredConnection[],
  names: readonly string[],
): readonly ConfiguredConnection[] {
  const unknown = names.find((name) => !connections.some((connection) => connection.name === name))
  if (unknown !== undefined) throw new GatewayError('ERR_CONNECTION_UNKNOWN', `No connection is named "${unknown}".`)
  return names.length === 0 ? connections : connections.filter(({ name }) => names.includes(name))
}

type Open = (connection: ConfiguredConnection, name: string | null) => Promise<CheckedCredential>

/** The default credential of a connection, and those that policy may name instead. */
function checks(connection: ConfiguredConnection, open: Open): Promise<Checked>[] {
  const { name, credential, credentials } = connection
  return [
    check(name, credential, () => open(connection, null)),
    ...Object.entries(credentials).map(([other, it]) => check(titleOf(name, other), it, () => open(connection, other))),
  ]
}

async function check(
  connection: string,
  { kind }: ConfiguredCredential,
  open: () => Promise<CheckedCredential>,
): Promise<Checked> {
  try {
    const { who, expiresAt } = await open()
    return { connection, kind, who, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() }
  } catch (thrown) {
    const { code, message, cause } = asGatewayError(thrown)
    return { connection, kind, code, message, cause: cause instanceof Error ? cause.message : null }
  }
}

function lineOf(checked: Checked): string {
  const { connection, kind } = checked
  if ('code' in checked) {
    const { code, message, cause } = checked
    return printable(`${connection}  ${kind}  ${code}: ${message}${cause === null ? '' : ` (${cause})`}`)
  }
  const { who, expiresAt } = checked
  const end = expiresAt === null ? '' : `  until ${expiresAt}`
  const told = who === null ? 'can be read; nobody says who that is' : who
  return printable(`${connection}  ${kind}  ${kind === 'none' ? 'needs no credential' : told}${end}`)
}
