import { z } from 'zod'
import type { Identity, Voter } from '../../core/approval.ts'
import { GatewayError } from '../../core/errors.ts'
import type { NonEmpty } from '../../core/json.ts'
import { emailIdentity, type NamedPerson } from '../people.ts'
import type { Call, Called } from './call.ts'

/** Who somebody in Slack is, asked anew each time: what was true a minute ago gives nobody a vote. */
export interface Who {
  /**
   * @param user Slack's id of a member
   * @param asked policy's groups that could answer
   * @throws ERR_VOTER_UNKNOWN, and ERR_SLACK_UNAVAILABLE where Slack can't tell
   */
  voterOf(user: string, asked: readonly string[]): Promise<Voter>
}

export interface WhoOptions {
  readonly call: Call
  /** The workspace's id. */
  readonly team: string
  /** Slack's user group of each of policy's groups. */
  readonly groups: { readonly [group: string]: string }
  readonly people: readonly NamedPerson[]
  /** What the configuration says of people's groups. */
  readonly groupsOf: (identities: readonly Identity[]) => readonly string[]
}

/** Slack, "User type". What isn't said is not the case, but for what a vote depends on. */
const member = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_app_user: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_email_confirmed: z.boolean().default(false),
  enterprise_user: z.object({ teams: z.array(z.string()) }).optional(),
  profile: z.object({ email: z.string().optional() }),
})
type Member = z.infer<typeof member>

const info = z.object({ user: member })
const members = z.object({ users: z.array(z.string()) })

export function createWho({ call, team, groups, people, groupsOf }: WhoOptions): Who {
  const groupsIn = async (user: string, asked: readonly string[]): Promise<readonly string[]> => {
    const known = asked.flatMap((group) => (Object.hasOwn(groups, group) ? [[group, groups[group]!] as const] : []))
    const found = await Promise.all(
      known.map(async ([group, id]) => {
        const { users } = read(members, await call('usergroups.users.list', { usergroup: id, team_id: team }))
        return users.includes(user) ? [group] : []
      }),
    )
    return found.flat()
  }
  return {
    async voterOf(user, asked) {
      const called = await call('users.info', { user })
      if (called.outcome === 'refused' && called.error === 'user_not_found')
        throw stranger('Slack knows no such member')
      const found = read(info, called).user
      if (found.id !== user) throw unavailable()
      const slack: Identity = { kind: 'slack', name: `${team}/${user}` }
      const [email, ...others] = addressesOf(found, team, people.find((person) => person.slack === slack.name)?.email)
      const identities: NonEmpty<Identity> = [emailIdentity(email), slack, ...others.map(emailIdentity)]
      const theirs = await groupsIn(user, asked)
      return {
        identities,
        name: email,
        groups: [...new Set([...groupsOf(identities), ...theirs])],
        door: 'slack',
        authenticatedAt: null,
      }
    },
  }
}

/** A member's addresses: the configured one and the one that Slack has confirmed, as far as there are both. */
function addressesOf(found: Member, team: string, configured: string | undefined): NonEmpty<string> {
  const here = found.team_id === team || found.enterprise_user?.teams.includes(team) === true
  if (!here || found.is_stranger) throw stranger('You belong to another workspace')
  if (found.deleted) throw stranger('Your account is deactivated')
  if (found.is_bot || found.is_app_user) throw stranger('Apps have no vote')
  const guest = found.is_restricted || found.is_ultra_restricted
  const email = found.profile.email?.trim().toLowerCase() ?? ''
  const confirmed = email !== '' && found.is_email_confirmed
  if (configured !== undefined) {
    const named = configured.trim().toLowerCase()
    return confirmed && email !== named ? [named, email] : [named]
  }
  if (guest) throw stranger('Guests have no vote')
  if (!confirmed) throw stranger('Slack has not confirmed your address')
  return [email]
}

function read<T>(shape: z.ZodType<T>, called: Called): T {
  if (called.outcome === 'limited') throw unavailable(`Try again in ${called.seconds} seconds`)
  const parsed = called.outcome === 'ok' ? shape.safeParse(called.body) : null
  if (parsed === null || !parsed.success) throw unavailable()
  return parsed.data
}

function stranger(why: string): GatewayError {
  return new GatewayError('ERR_VOTER_UNKNOWN', `${why}, so this answer doesn't count.`, {
    fix: "Answer on the approval's page, or have an operator name you in the configuration.",
  })
}

function unavailable(when = 'Try again in a moment'): GatewayError {
  return new GatewayError(
    'ERR_SLACK_UNAVAILABLE',
    "Slack can't say just now who you are, so this answer doesn't count.",
    {
      fix: `${when}, or answer on the approval's page.`,
    },
  )
}
