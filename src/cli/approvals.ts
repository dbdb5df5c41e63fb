import { Command } from 'commander'
import type { Approval } from '../core/approval.ts'
import { callPeople } from './people-api.ts'
import { printable, printableJson } from './printable.ts'

export function approvalsCommand(): Command {
  const approvals = new Command('approvals').description('requests that wait for people')
  approvals
    .command('list')
    .description('open approvals, newest first')
    .option('--all', 'answered, used and expired ones as well')
    .action(async (options: { all?: boolean }, command: Command) => {
      const path = `/approvals${options.all ? '?all' : ''}`
      const listed = await callPeople<{ approvals: Approval[] }>(command, 'GET', path, undefined, 'person')
      if (listed.approvals.length === 0) console.log('nothing waits')
      for (const approval of listed.approvals) console.log(line(approval))
    })
  approvals
    .command('show <id>')
    .description('everything that is known of one approval, as JSON')
    .action(async (id: string, _options, command: Command) => {
      const approval = await callPeople<Approval>(
        command,
        'GET',
        `/approvals/${encodeURIComponent(id)}`,
        undefined,
        'person',
      )
      console.log(printableJson(approval))
    })
  for (const answer of ['approve', 'deny'] as const) {
    approvals
      .command(`${answer} <id>`)
      .description(answer === 'approve' ? 'let exactly this request pass, once' : 'refuse this request')
      .option('-r, --reason <text>', 'kept on record, and told to the agent when denied')
      .action(async (id: string, options: { reason?: string }, command: Command) => {
        const path = `/approvals/${encodeURIComponent(id)}/votes`
        console.log(line(await callPeople<Approval>(command, 'POST', path, { answer, ...options }, 'person')))
      })
  }
  return approvals
}

function line({ id, state, agent, connection, operations, requirements, expiresAt }: Approval): string {
  const asked = requirements.map(({ operation, lease }) => {
    const { kind, resource } = operations[operation]!
    if (lease === undefined) return `${kind} ${resource}`
    return `${kind} ${resource} (for ${lease.seconds} s: ${lease.operations.join(' ')} on ${lease.resources.join(' ')})`
  })
  const until = new Date(expiresAt).toISOString()
  return printable(`${id}  ${state}  ${agent}  ${connection}  ${asked.join(', ')}  until ${until}`)
}
