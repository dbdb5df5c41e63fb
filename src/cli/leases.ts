import { Command } from 'commander'
import type { StoredLease } from '../core/lease.ts'
import { callPeople } from './people-api.ts'
import { printable, printableJson } from './printable.ts'

export function leasesCommand(): Command {
  const leases = new Command('leases').description('what sessions may reach, and until when')
  leases
    .command('list')
    .description('open leases, newest first')
    .option('--all', 'ended and expired ones as well')
    .action(async (options: { all?: boolean }, command: Command) => {
      const path = `/leases${options.all ? '?all' : ''}`
      const listed = await callPeople<{ leases: StoredLease[] }>(command, 'GET', path)
      if (listed.leases.length === 0) console.log('no lease')
      for (const lease of listed.leases) console.log(leaseLine(lease))
    })
  leases
    .command('show <id>')
    .description('everything that is known of one lease, as JSON')
    .action(async (id: string, _options, command: Command) => {
      console.log(printableJson(await callPeople<StoredLease>(command, 'GET', `/leases/${encodeURIComponent(id)}`)))
    })
  leases
    .command('revoke <id>')
    .description('end a lease now, and whatever goes by it')
    .action(async (id: string, _options, command: Command) => {
      const path = `/leases/${encodeURIComponent(id)}/revocation`
      console.log(leaseLine(await callPeople<StoredLease>(command, 'POST', path)))
    })
  return leases
}

/** A lease in one line. */
export function leaseLine(lease: StoredLease): string {
  const { id, agent, session, connections, resources, operations, answers } = lease
  const reach = `${operations.join(' ')} on ${resources.join(' ')} by ${connections.join(' ')}`
  const from = answers === null ? 'narrows' : `granted by ${answers.by.join(', ')} (${answers.code})`
  const end = lease.endedAt === null ? `until ${iso(lease.expiresAt)}` : `${lease.endedBecause} ${iso(lease.endedAt)}`
  return printable(`${id}  ${agent}  session ${session}  ${reach}  ${from}  ${end}`)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
