import {
  ciIdentity,
  emailIdentity,
  groupsOf,
  requestersOf,
  toPerson,
  withMailboxes,
} from '../../src/approvals/people.ts'
import { aSession } from '../support/rows.ts'

const ada = toPerson({
  ...{ email: ' Ada@Shop.test', slack: 'T1/U1', login: 'https://idp.test s-1', groups: ['leads', 'sre'] },
  logins: { github: 'AdaL', gitlab: 'ada' },
})

test('somebody configured is known by an address, a Slack member ID and logins, whatever their case', () => {
  expect(ada).toEqual({
    groups: ['leads', 'sre'],
    identities: [
      { kind: 'email', name: 'ada@shop.test' },
      { kind: 'slack', name: 'T1/U1' },
      { kind: 'login', name: 'https://idp.test s-1' },
      { kind: 'ci', name: 'github adal' },
      { kind: 'ci', name: 'gitlab ada' },
    ],
  })
  expect(toPerson({ email: 'a@b', slack: null, login: null, logins: {}, groups: [] }).identities).toEqual([
    emailIdentity('a@b'),
  ])
})

test('the configured groups are those of whoever goes by any of the names', () => {
  const twin = toPerson({
    email: 'other@shop.test',
    slack: 'T1/U2',
    login: null,
    logins: {},
    groups: ['sre', 'security'],
  })
  const people = [ada, twin]
  expect(groupsOf(people, [{ kind: 'slack', name: 'T1/U1' }])).toEqual(['leads', 'sre'])
  expect(groupsOf(people, [emailIdentity('ada@shop.test'), { kind: 'slack', name: 'T1/U2' }])).toEqual([
    'leads',
    'sre',
    'security',
  ])
  expect(groupsOf(people, [{ kind: 'email', name: 'T1/U1' }, ciIdentity('buildkite', 'ada')])).toEqual([])
})

test.each<[string, string, object, object[]]>([
  ['its trigger', 'Ada', {}, [ciIdentity('ci', 'ada')]],
  [
    'the address that GitLab knows',
    'ada',
    { user_email: 'A@b.test' },
    [ciIdentity('ci', 'ada'), emailIdentity('a@b.test')],
  ],
  [
    'the mailbox of an address',
    '',
    { email: 'a+ci@b.test' },
    [emailIdentity('a+ci@b.test'), emailIdentity('a@b.test')],
  ],
  ['a verified address', '', { email: 'a@b.test', email_verified: true }, [emailIdentity('a@b.test')]],
  ['an address of which nothing is said', '', { email: 'a@b.test' }, [emailIdentity('a@b.test')]],
  ['no unverified address', '', { email: 'a@b.test', email_verified: false }, []],
  ['nobody that is no text', '', { email: ['a@b.test'], user_email: '' }, []],
])('behind a session stands %s', (_who, actor, claims, expected) => {
  const session = aSession()
  expect(requestersOf({ ...session, trust: { ...session.trust, actor }, claims: claims as never })).toEqual(expected)
})

test.each([
  ['ada+leave@shop.test', 'ada@shop.test'],
  ['ada+one+two@shop.test', 'ada@shop.test'],
  ['a.d.a+x@googlemail.com', 'ada@gmail.com'],
  ['ad\u0061\u0301@shop.test', 'ad\u00e1@shop.test'],
  ['\uff41da@shop.test', 'ada@shop.test'],
])('%s is read by whoever reads %s', (written, mailbox) => {
  const slack = { kind: 'slack', name: 'T1/U+1' } as const
  const known = [{ kind: 'email', name: written }, slack] as const
  expect(withMailboxes(known)).toEqual([...known, { kind: 'email', name: mailbox }])
})

test.each(['ada@shop.test', 'a.d.a@shop.test', '+ada@shop.test', 'ada@gmail.com'])(
  '%s has no other spelling',
  (name) => {
    expect(withMailboxes([{ kind: 'email', name }])).toEqual([{ kind: 'email', name }])
  },
)
