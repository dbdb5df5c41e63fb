import type { Called } from '../../../src/approvals/slack/call.ts'
import { createWho, type WhoOptions } from '../../../src/approvals/slack/who.ts'
import { TEAM } from '../../support/slack/methods.ts'
import { aSlackUser, type FakeUser } from '../../support/slack/state.ts'

let answers: { [method: string]: Called }
let calls: unknown[]
beforeEach(() => {
  calls = []
  answers = { 'usergroups.users.list': { outcome: 'ok', body: { ok: true, users: ['U0ADA'] } } }
})
const knows = (user: FakeUser) => {
  answers['users.info'] = { outcome: 'ok', body: { ok: true, user } as never }
}
const who = (changes: Partial<WhoOptions> = {}) =>
  createWho({
    call: async (method, given) => {
      calls.push([method, given])
      return answers[method]!
    },
    ...{ team: TEAM, groups: { sre: 'S0SRE', security: 'S0SEC' }, people: [], groupsOf: () => ['configured'] },
    ...changes,
  })
const ada = (changes: Partial<FakeUser> = {}) => aSlackUser('U0ADA', 'Ada@Example.com', changes)

test('a member is their confirmed address and their account, in the groups that are asked', async () => {
  knows(ada())
  expect(await who().voterOf('U0ADA', ['sre', 'leads'])).toEqual({
    identities: [
      { kind: 'email', name: 'ada@example.com' },
      { kind: 'slack', name: 'T0SALLY/U0ADA' },
    ],
    name: 'ada@example.com',
    groups: ['configured', 'sre'],
    door: 'slack',
    authenticatedAt: null,
  })
  expect(calls).toEqual([
    ['users.info', { user: 'U0ADA' }],
    ['usergroups.users.list', { usergroup: 'S0SRE', team_id: TEAM }],
  ])
})

test('membership is asked anew at each click', async () => {
  knows(ada())
  const door = who()
  expect((await door.voterOf('U0ADA', ['sre'])).groups).toContain('sre')
  answers['usergroups.users.list'] = { outcome: 'ok', body: { ok: true, users: [] } }
  expect((await door.voterOf('U0ADA', ['sre'])).groups).not.toContain('sre')
  knows(ada({ deleted: true }))
  await expect(door.voterOf('U0ADA', ['sre'])).rejects.toMatchObject({ code: 'ERR_VOTER_UNKNOWN' })
})

test.each<[string, Partial<FakeUser>, string]>([
  ['whose address isn’t confirmed', { is_email_confirmed: false }, 'Slack has not confirmed your address'],
  ['without an address', { profile: { real_name: 'Ada' } }, 'Slack has not confirmed your address'],
  ['who is a guest', { is_restricted: true }, 'Guests have no vote'],
  ['who is a guest of one channel', { is_ultra_restricted: true }, 'Guests have no vote'],
  ['who is a bot', { is_bot: true }, 'Apps have no vote'],
  ['who is an app', { is_app_user: true }, 'Apps have no vote'],
  ['whose account is closed', { deleted: true }, 'Your account is deactivated'],
  ['of another workspace', { team_id: 'T0OTHER' }, 'You belong to another workspace'],
  ['from a shared channel', { is_stranger: true }, 'You belong to another workspace'],
])('somebody %s has no vote', async (_who, changes, why) => {
  knows(ada(changes))
  await expect(who().voterOf('U0ADA', ['sre'])).rejects.toMatchObject({
    code: 'ERR_VOTER_UNKNOWN',
    message: `${why}, so this answer doesn't count.`,
  })
})

test('whoever is configured needs no confirmed address, and may be a guest, but no bot', async () => {
  const people = [{ email: 'Ada.Admin@example.com', slack: 'T0SALLY/U0ADA', login: null, logins: {}, groups: [] }]
  knows(ada({ is_email_confirmed: false, is_restricted: true }))
  expect(await who({ people }).voterOf('U0ADA', [])).toMatchObject({ name: 'ada.admin@example.com' })
  knows(ada({ is_bot: true }))
  await expect(who({ people }).voterOf('U0ADA', [])).rejects.toMatchObject({ code: 'ERR_VOTER_UNKNOWN' })
  knows(ada({ deleted: true }))
  await expect(who({ people }).voterOf('U0ADA', [])).rejects.toMatchObject({ code: 'ERR_VOTER_UNKNOWN' })
})

test('a configured person with another address that Slack has confirmed is both', async () => {
  const people = [{ email: 'ada.admin@example.com', slack: 'T0SALLY/U0ADA', login: null, logins: {}, groups: [] }]
  knows(ada())
  expect((await who({ people }).voterOf('U0ADA', [])).identities).toEqual([
    { kind: 'email', name: 'ada.admin@example.com' },
    { kind: 'slack', name: 'T0SALLY/U0ADA' },
    { kind: 'email', name: 'ada@example.com' },
  ])
})

test('an organisation’s members are those of its workspaces', async () => {
  knows({ ...ada({ team_id: 'E0ORG' }), enterprise_user: { teams: [TEAM] } } as FakeUser)
  expect(await who().voterOf('U0ADA', [])).toMatchObject({ name: 'ada@example.com' })
})

test.each<[string, string, Called]>([
  ['who it is can’t be told', 'users.info', { outcome: 'unknown', error: 'unreachable' }],
  ['asking is refused', 'users.info', { outcome: 'refused', error: 'missing_scope' }],
  [
    'the answer is of somebody else',
    'users.info',
    { outcome: 'ok', body: { user: aSlackUser('U0BEN', 'b@x.y') as never } },
  ],
  ['the answer is no document of Slack’s', 'users.info', { outcome: 'ok', body: {} }],
  ['a group can’t be told', 'usergroups.users.list', { outcome: 'unknown', error: 'status 503' }],
  ['a group is gone', 'usergroups.users.list', { outcome: 'refused', error: 'no_such_subteam' }],
])('where %s, the answer is refused', async (_what, method, called) => {
  knows(ada())
  answers[method] = called
  await expect(who().voterOf('U0ADA', ['sre'])).rejects.toMatchObject({ code: 'ERR_SLACK_UNAVAILABLE' })
})

test('at Slack’s limit the person is told when to try again', async () => {
  answers['users.info'] = { outcome: 'limited', seconds: 7 }
  await expect(who().voterOf('U0ADA', [])).rejects.toMatchObject({
    fix: "Try again in 7 seconds, or answer on the approval's page.",
  })
})

test('who is unknown to Slack has no vote', async () => {
  answers['users.info'] = { outcome: 'refused', error: 'user_not_found' }
  await expect(who().voterOf('U0ADA', [])).rejects.toMatchObject({ code: 'ERR_VOTER_UNKNOWN' })
})
