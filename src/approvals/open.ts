import type { Identity } from '../core/approval.ts'
import { createDesk, type Desk, type DeskOptions } from './desk.ts'
import { groupsOf, type NamedPerson, toPerson, withMailboxes } from './people.ts'

/** The desk, open for answers, and what the configuration says of who answers. */
export interface Approvals {
  readonly desk: Desk
  /** The groups that the configuration gives to whoever goes by any of these names. */
  groupsOf(identities: readonly Identity[]): readonly string[]
}

/** Opens the desk, with the configured people known. */
export async function openApprovals(named: readonly NamedPerson[], options: DeskOptions): Promise<Approvals> {
  const people = named.map(toPerson)
  for (const { identities } of people) await options.people.join(withMailboxes(identities))
  return { desk: createDesk(options), groupsOf: (identities) => groupsOf(people, identities) }
}
