import { draw, type Links, mentions, titleOf } from '../../../src/approvals/slack/message.ts'
import type { Approval } from '../../../src/core/approval.ts'
import { anApproval, anAsk, aRequirement, aVote } from '../../support/rows.ts'
import { faultsOf, markupIn, type Piece, wordsIn } from '../../support/slack/block-kit.ts'
import { aCall, aPush } from './operations.ts'

const links: Links = { page: 'https://gate.test/approvals/a-1', run: 'https://ci.test/1', groups: ['S0SRE', 'S0SEC'] }
const asked = (changes: Partial<Approval> = {}): Approval =>
  anApproval(
    anAsk('s-1', {
      operations: [aPush()],
      requirements: [aRequirement({ from: ['sre'] }), aRequirement({ from: ['security'], code: 'git/paths' })],
    }),
    changes,
  )
const buttonsOf = (approval: Approval) =>
  draw(approval, links)
    .blocks.flatMap((block) => (block.type === 'actions' ? (block.elements as readonly Piece[]) : []))
    .map(({ action_id: action, value, url }) => [action, value, url])

test('it says who asks for what, why, and what is still to be heard', () => {
  const { text, blocks } = draw(asked(), links)
  expect(text).toBe('shop-bot asks to push to main of acme/shop')
  expect(wordsIn(blocks).split('\n')).toEqual([
    'shop-bot asks to push to main of acme/shop',
    ...['Agent', 'shop-bot', 'Connection', 'shop', 'Repository', 'acme/shop', 'Ref', 'refs/heads/main'],
    ...['Event', 'push', 'Triggered by', 'ada'],
    'Push to main of acme/shop',
    `From ${'1'.repeat(40)} to ${'2'.repeat(40)}`,
    ...['0 findings, 2 changes, 2 commits', 'Changes:', '• src/till.ts', '• test/till.test.ts'],
    ...['Commits:', '• aaaaaaa Fix the till', '• bbbbbbb Add a test'],
    'Why people are asked:',
    '• main is protected. (git/protected-branches)',
    'Needed: 1 of sre, 1 of security.',
    'Open until <!date^2209119000^{date_short_pretty} {time_secs}|2040-01-02 12:10 UTC>',
    'For <!subteam^S0SRE> <!subteam^S0SEC>',
    '<https://ci.test/1|The run>',
    '<https://gate.test/approvals/a-1|The approval>',
    ...['Approve once', 'Deny', 'Details', 'Open in the browser'],
  ])
})

test('its buttons carry the approval', () => {
  expect(buttonsOf(asked())).toEqual([
    ['sallyport_approve', 'a-1', undefined],
    ['sallyport_deny', 'a-1', undefined],
    ['sallyport_details', 'a-1', undefined],
    ['sallyport_open', 'a-1', links.page],
  ])
})

test('where a recent login is asked for there is no button that approves', () => {
  const strict = asked({ requirements: [aRequirement(), aRequirement({ recent_login: 300 })] })
  expect(buttonsOf(strict).map(([action]) => action)).toEqual(['sallyport_deny', 'sallyport_details', 'sallyport_open'])
  expect(wordsIn(draw(strict, links).blocks)).toContain('Approve in the browser')
})

test('what the answer stands for besides is said, and the button doesn’t say once', () => {
  const lease = { resources: ['acme/<b>'], operations: ['git.push'], seconds: 900 } as const
  const words = wordsIn(draw(asked({ requirements: [aRequirement({ lease })] }), links).blocks)
  expect(words).toContain(
    'Approving also lets the same run do this again without asking:\n• for 900 seconds at shop: git.push on acme/<b>',
  )
  expect(words).toContain('Approve for a while')
  expect(words).not.toContain('Approve once')
})

test('votes and what they leave open are told, and that nobody is known behind the run', () => {
  const { origin } = asked()
  const votes = [aVote('ben@example.com', { groups: ['sre'] })]
  const words = wordsIn(draw(asked({ votes, asks: 3, origin: { ...origin, known: false } }), links).blocks)
  expect(words).toContain(
    'Needed: 1 of security. Nobody is known to have triggered the run, so each question asks one more person. 1 answer:\n• ben@example.com approved',
  )
  expect(words).toContain('Asked 3 times')
})

test.each([
  ['approved', 'Approved: ', 'Approved. It may be used once, for exactly this.'],
  ['denied', 'Denied: ', 'Denied.'],
  ['expired', 'Expired: ', 'Nobody answered in time.'],
  ['withdrawn', 'Withdrawn: ', 'Withdrawn: the run that asked is over.'],
  ['used', 'Used: ', 'Approved, and used.'],
  ['lapsed', 'Lapsed: ', 'Approved, but not used in time.'],
] as const)('once %s it has no buttons, and mentions nobody', (state, title, words) => {
  const votes = [aVote('ben@example.com', { answer: 'deny', reason: 'not today' })]
  const drawn = draw(asked({ state, votes }), links)
  expect(drawn.text.startsWith(title)).toBe(true)
  expect(drawn.blocks.map(({ type }) => type)).not.toContain('actions')
  expect(wordsIn(drawn.blocks)).toContain(`${words}\n• ben@example.com denied: not today`)
  expect(markupIn(drawn.blocks).join()).not.toContain('subteam')
})

test('nothing that an agent wrote is markup, whatever it writes', () => {
  const evil = '<!channel> <@U0ADA> <https://evil.test|Approve> *bold* `code` @here'
  const approval = asked({
    agent: evil,
    connection: evil,
    operations: [
      aPush(
        { commits: [{ oid: 'e'.repeat(40), head: evil }], changes: [{ path: evil }] },
        { ref: `refs/heads/${evil}` },
      ),
      aCall('GET', `/${evil}`, { [evil]: [evil] }),
      { kind: evil, access: 'write', resource: evil, detail: null },
    ],
    reasons: [{ code: evil, message: evil }],
    origin: { repository: evil, ref: evil, event: evil, actor: evil, known: true },
    votes: [aVote(evil, { reason: evil })],
  })
  const { text, blocks } = draw(approval, { ...links, run: null })
  expect(text).not.toMatch(/[<>]/)
  expect(markupIn(blocks)).toEqual([
    expect.stringMatching(/^Open until <!date\^\d+\^[^<>]*>$/),
    'For <!subteam^S0SRE> <!subteam^S0SEC>',
    '<https://gate.test/approvals/a-1|The approval>',
  ])
})

test('the largest approval keeps to Slack’s limits', () => {
  const huge = '\u202e<&>'.repeat(3_000)
  const push = aPush({ commits: Array(500).fill({ oid: 'a', head: huge }), changes: Array(500).fill({ path: huge }) })
  const approval = asked({
    agent: huge,
    operations: Array(60).fill(push) as never,
    requirements: Array(40).fill(aRequirement({ from: [huge] })) as never,
    reasons: Array(100).fill({ code: huge, message: huge }) as never,
    votes: Array(200).fill(aVote(huge, { reason: huge })),
  })
  const { text, blocks } = draw(approval, links)
  expect(faultsOf(blocks as Piece[], 'message')).toEqual([])
  expect(text.length).toBeLessThan(1_000)
  expect(JSON.stringify(blocks).length).toBeLessThan(20_000)
  expect(wordsIn(blocks)).toContain('… and 55 more: see Details.')
})

test('several operations are counted in the title', () => {
  expect(titleOf(asked({ operations: [aCall('GET', '/a'), aCall('GET', '/b')] }))).toBe(
    'shop-bot asks to call GET /a, and 1 more',
  )
})

test('groups are mentioned by Slack’s markup', () => {
  expect(mentions(['S1', 'S2'])).toBe('<!subteam^S1> <!subteam^S2>')
})
