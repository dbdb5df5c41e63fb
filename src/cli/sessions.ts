import { Command } from 'commander'
import type { StoredLease } from '../core/lease.ts'
import type { StoredSession } from '../core/ports.ts'
import type { Recording } from '../core/recording.ts'
import { leaseLine } from './leases.ts'
import { callPeople } from './people-api.ts'
import { printable, printableJson } from './printable.ts'
import { exportCommand } from './sessions/export.ts'
import { headline, iso } from './sessions/headline.ts'
import { listCommand } from './sessions/list.ts'
import { replayCommand } from './sessions/replay.ts'
import { recordedLine } from './sessions/timeline.ts'

interface Shown extends Omit<StoredSession, 'leases'> {
  readonly leases: readonly StoredLease[]
  readonly exchanges: readonly {
    readonly at: number
    readonly method: string | null
    readonly connection: string
    readonly target: string | null
    readonly stages: readonly string[]
    readonly inspectionOf: string | null
    readonly decisions: readonly { readonly effect: string; readonly reasons: readonly { readonly code: string }[] }[]
    readonly answer: {
      readonly status: number
      readonly code: string | null
      readonly bytes: number
      readonly recordings: readonly Recording[]
    } | null
  }[]
}

export function sessionsCommand(): Command {
  const sessions = new Command('sessions').description('runs of agents, and what they did')
  for (const command of [listCommand(), replayCommand(), exportCommand()]) sessions.addCommand(command)
  sessions
    .command('show <id>')
    .description('one session, its leases, and its exchanges in order')
    .option('--json', 'everything that is on record')
    .action(async (id: string, options: { json?: boolean }, command: Command) => {
      const session = await callPeople<Shown>(command, 'GET', `/sessions/${encodeURIComponent(id)}?limit=1000`)
      if (options.json) console.log(printableJson(session))
      else {
        const leases = session.leases.map((lease) => `  lease ${leaseLine(lease)}`)
        for (const line of [headline(session), ...leases, ...session.exchanges.flatMap(exchangeLines)])
          console.log(line)
      }
    })
  sessions
    .command('revoke <id>')
    .description('end a session now; its token opens nothing any more')
    .action(async (id: string, _options, command: Command) => {
      console.log(
        headline(await callPeople<StoredSession>(command, 'POST', `/sessions/${encodeURIComponent(id)}/revocation`)),
      )
    })
  return sessions
}

/** What it was, what became of it, and what is recorded. */
function exchangeLines(exchange: Shown['exchanges'][0]): readonly string[] {
  const recordings = exchange.answer?.recordings ?? []
  return [exchangeLine(exchange), ...recordings.map((it) => printable(`    recorded: ${recordedLine(it)}`))]
}

function exchangeLine(exchange: Shown['exchanges'][0]): string {
  const { at, method, connection, target, decisions, answer } = exchange
  if (method === null) return printable(`  ${iso(at)}  ${connection}  ended while ${exchange.stages.at(-1)}`)
  const effects = decisions.map(
    ({ effect, reasons }) => `${effect} (${[...new Set(reasons.map(({ code }) => code))].join(', ')})`,
  )
  const outcome =
    answer === null ? 'no answer on record' : `${answer.status} ${answer.code ?? ''} ${answer.bytes} bytes`
  const looking =
    exchange.inspectionOf === null ? 'not judged' : `the gateway's own, to look into ${exchange.inspectionOf}`
  const judged = effects.join(' → ') || looking
  return printable(`  ${iso(at)}  ${connection}  ${method} ${target}  ${judged}  ${outcome.replace(/ +/g, ' ')}`)
}
