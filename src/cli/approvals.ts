import { Command } from 'commander'
import type { Approval } from '../core/approval.ts'
import { callPeople } from './people-api.ts'

export function approvalsCommand(): Command {
  const approvals = new Command('approvals').description('requests that wait for people')
  approvals
    .command('list')
    .description('open approvals, newest first')
    .option('--all', 'answered, used and expired ones as well')
    .action(async (options: { all?: boolean }, command: Command) => {
      const listed = await callPeople<{ approvals: Approval[] }>(
        command,
        'GET',
        `/approvals${options.all ? '?all' : ''}`,
      )
      if (listed.approvals.length === 0) console.log('nothing waits')
      for (const approval of listed.approvals) console.log(line(approval))
    })
  approvals
    .command('show <id>')
    .description('everything that is known of one approval, as JSON')
    .action(async (id: string, _options, command: Command) => {
      console.log(
        JSON.stringify(await callPeople<Approval>(command, 'GET', `/approvals/${encodeURIComponent(id)}`), null, 2),
      )
    })
  for (const answer of ['approve', 'deny'] as const) {
    approvals
      .command(`${answer} <id>`)
      .description(answer === 'approve' ? 'let exactly this request pass, once' : 'refuse this request')
      .option('-r, --reason <text>', 'kept on record, and told to the agent when denied')
      .action(async (id: string, options: { reason?: string }, command: Command) => {
        const path = `/approvals/${encodeURIComponent(id)}/votes`
        console.log(line(await callPeople<Approval>(command, 'POST', path, { answer, ...options })))
      })
  }
  return approvals
}

function line({ id, state, agent, connection, operations, requirements, expiresAt }: Approval): string {
  const asked = requirements.map(({ operation }) => `${operations[operation]!.kind} ${operations[operation]!.resource}`)
  return `${id}  ${state}  ${agent}  ${connection}  ${printable(asked.join(', '))}  until ${new Date(expiresAt).toISOString()}`
}

/** What an agent named itself must not steer the terminal of whoever answers. */
function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?')
}
