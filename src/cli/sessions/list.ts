import { Command } from 'commander'
import type { StoredSession } from '../../core/ports.ts'
import type { Matches } from '../../core/search.ts'
import { callPeople } from '../people-api.ts'
import { headline } from './headline.ts'

/** By the parameter's name at the people's listener. */
const FILTERS = [
  ['agent', '--agent <name>', 'of this agent'],
  ['repository', '--repository <name>', 'whose run is of this repository'],
  ['run', '--run <run>', 'of this run of the CI system'],
  ['connection', '--connection <name>', 'with a request through this connection'],
  ['operation', '--operation <kind>', 'with such an operation: git.push, or git.* for all that begin so'],
  ['decision', '--decision <effect>', 'with such a decision: allow, mask, require_approval or deny'],
  ['rule', '--rule <code>', 'with a decision for this reason: git/protected-branches'],
  ['approver', '--approver <name>', 'with a request that this person approved'],
  ['since', '--since <time>', 'not before: a moment as RFC 3339 writes it, or how long ago: 30m, 2h, 7d'],
  ['until', '--until <time>', 'not after'],
  ['text', '--search <words>', 'with a request that has all of these words in it; word* for all that begin so'],
] as const

interface Listed {
  readonly sessions: readonly (StoredSession & { readonly matched?: Matches })[]
  readonly complete?: boolean
}

export function listCommand(): Command {
  const command = new Command('list').description(
    'sessions, newest first; with filters, those that have what is asked for',
  )
  for (const [, flags, description] of FILTERS) command.option(flags, description)
  return command
    .option('--limit <count>', 'no more than so many, 1000 at the most')
    .action(async (options: { readonly [name: string]: string }, command: Command) => {
      const asked = new URLSearchParams(
        [...FILTERS, ['limit', '--limit'] as const].flatMap(([name, flags]) => {
          const value = options[flags.replace(/^--(\w+).*$/, '$1')]
          return value === undefined ? [] : [[name, value] as [string, string]]
        }),
      ).toString()
      const listed = await callPeople<Listed>(command, 'GET', `/sessions${asked === '' ? '' : `?${asked}`}`)
      if (listed.sessions.length === 0) console.log(asked === '' ? 'no session yet' : 'no such session')
      for (const { matched, ...session } of listed.sessions) console.log(headline(session) + told(matched))
      if (listed.complete === false)
        console.log('more exchanges match than were looked at: ask for --until an earlier time')
    })
}

function told(matched: Matches | undefined): string {
  if (matched === undefined || matched.count === 0) return ''
  const { count, exchanges } = matched
  const which = exchanges.length === 0 ? '' : `: ${exchanges.slice(0, 3).join(' ')}${count > 3 ? ' …' : ''}`
  return `  ${count} ${count === 1 ? 'exchange' : 'exchanges'}${which}`
}
