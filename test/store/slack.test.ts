import { sql } from 'slonik'
import { newId } from '../../src/core/id.ts'
import type { ApprovalStore } from '../../src/core/ports.ts'
import type { ClaimedMessage, SettledMessage, SlackStore } from '../../src/core/slack.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { createSlackStore } from '../../src/store/slack.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anAsk, anyHash, aRequirement, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
let approvals: ApprovalStore
let store: SlackStore
const session = aSession()
beforeEach(async () => {
  database = await testDatabase()
  approvals = createApprovalStore(database.pool)
  store = createSlackStore(database.pool)
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
afterEach(() => database.drop())

const HOUR = 3_600_000
const ask = async (changes: Parameters<typeof anAsk>[1] = {}) =>
  (await approvals.open(newId(Date.now()), anAsk(session.id, changes), Date.now(), Date.now() + HOUR))!.id
const planned = async (channel = 'C1') => {
  const id = await ask()
  await store.plan([{ approval: id, channel }])
  return id
}
const awake = () => database.pool.query(sql.unsafe`update sallyport.slack_channels set next_at = '-infinity'`)
const idsOf = (claims: readonly ClaimedMessage[]) => claims.map(({ approval }) => approval)
const done = (changes: Partial<SettledMessage> = {}): SettledMessage => ({
  ...{ sending: null, failures: 0, wait: 0, finished: false, ...changes },
})
/** Claims the next post, and settles it as posted. */
const post = async (changes: Partial<SettledMessage> = {}) => {
  await awake()
  const [claim] = await store.claimPosts()
  await store.settle(claim!, done({ ts: '1.1', shown: 1, told: 1, ...changes }))
  return claim!
}
const change = (id: string, state: string) =>
  database.pool.query(sql.unsafe`update sallyport.approvals set state = ${state} where id = ${id}`)

test('pending approvals without a message are planned for once, with the channels that policy names', async () => {
  const id = await ask({ requirements: [aRequirement({ channel: 'C7' }), aRequirement({ code: 'x/y' })] })
  await change(await ask(), 'approved')
  expect(await store.unplanned(10)).toEqual([{ id, channels: ['C7'] }])
  await Promise.all(Array.from({ length: 5 }, () => store.plan([{ approval: id, channel: 'C7' }])))
  expect(await store.unplanned(10)).toEqual([])
  expect(await store.find(id)).toEqual({
    ...{ approval: id, channel: 'C7', ts: null, shown: -1, told: -1, toldVotes: 0, toldState: 'pending' },
    ...{ reminded: false, sending: null, failures: 0 },
  })
  expect(await store.find('none')).toBeNull()
})

test('a channel is posted to by one at a time, and rests after that', async () => {
  const [first, second, elsewhere] = [await planned('C1'), await planned('C1'), await planned('C2')]
  const claims = (await Promise.all(Array.from({ length: 6 }, () => store.claimPosts()))).flat()
  expect(idsOf(claims).sort()).toEqual([first, elsewhere].sort())
  expect(await store.claimPosts()).toEqual([])
  await store.resume('C1')
  expect(idsOf(await store.claimPosts())).toEqual([second])
})

test('a claim is nobody else’s until its lease is over', async () => {
  const id = await planned()
  const [claim] = await store.claimPosts()
  await awake()
  expect(await store.claimPosts()).toEqual([])
  expect(await store.begin(claim!, 'ask')).toBe(true)
  await database.pool.query(sql.unsafe`update sallyport.slack_messages set leased_until = now()`)
  const [again] = await store.claimPosts()
  expect(again).toMatchObject({ approval: id, sending: 'ask' })
  expect(await store.begin(claim!, 'ask')).toBe(false)
})

test('who settles after the lease was lost changes nothing, but has it drawn again', async () => {
  const id = await planned()
  const [claim] = await store.claimPosts()
  await database.pool.query(sql.unsafe`update sallyport.slack_messages set leased_until = now()`)
  await post({ finished: true })
  await store.settle(claim!, done({ ts: '6.6', shown: 9 }))
  expect(await store.find(id)).toMatchObject({ ts: '1.1', shown: -1 })
  expect(idsOf(await store.claimUpdates(5))).toEqual([id])
})

test('what shows less than there is, is edited', async () => {
  const id = await planned()
  await post()
  expect(await store.claimUpdates(5)).toEqual([])
  await change(id, 'approved')
  const claims = (await Promise.all(Array.from({ length: 4 }, () => store.claimUpdates(5)))).flat()
  expect(idsOf(claims)).toEqual([id])
  await store.settle(claims[0]!, done({ shown: 2 }))
  expect(await store.claimUpdates(5)).toEqual([])
  // Its thread doesn't tell of it yet.
  await awake()
  expect(idsOf(await store.claimPosts())).toEqual([id])
})

test('a rest holds for a channel, or for all edits', async () => {
  const id = await planned()
  await post()
  await change(id, 'approved')
  await store.rest(null, 60_000)
  expect(await store.claimUpdates(5)).toEqual([])
  await awake()
  await store.rest('C1', 60_000)
  expect(await store.claimPosts()).toEqual([])
  expect(idsOf(await store.claimUpdates(5))).toEqual([id])
})

test('a message that waits is left alone', async () => {
  await planned()
  const [claim] = await store.claimPosts()
  await store.settle(claim!, done({ wait: 60_000, failures: 1 }))
  await awake()
  expect(await store.claimPosts()).toEqual([])
})

test('half way through there is a reminder to post, until it is said to be', async () => {
  const id = await planned()
  await post()
  await awake()
  expect(await store.claimPosts()).toEqual([])
  await database.pool.query(sql.unsafe`
    update sallyport.approvals set asked_at = now() - interval '2 hours', expires_at = now() + interval '1 hour' where id = ${id}`)
  await post({ told: 2, reminded: false })
  await post({ told: 2, reminded: true })
  await awake()
  expect(await store.claimPosts()).toEqual([])
})

test('finished is finished, unless it changes soon after; and what was used long ago is', async () => {
  const id = await planned()
  await post({ finished: true })
  await change(id, 'used')
  expect(await store.claimUpdates(5)).toEqual([])
  await store.tidy()
  const [claim] = await store.claimUpdates(5)
  expect(claim!.approval).toBe(id)
  await store.settle(claim!, done({ shown: 9, told: 9 }))
  const finished = () => database.pool.oneFirst(sql.unsafe`select finished from sallyport.slack_messages`)
  await store.tidy()
  expect(await finished()).toBe(false)
  await database.pool.query(sql.unsafe`update sallyport.approvals set expires_at = now() - interval '11 minutes'`)
  await store.tidy()
  expect(await finished()).toBe(true)
})

test('the oldest that nobody sees is known', async () => {
  expect(await store.oldestUnsent()).toBeNull()
  const id = await planned()
  expect(await store.oldestUnsent()).toBe((await approvals.find(id))!.askedAt)
  await post()
  expect(await store.oldestUnsent()).toBeNull()
})

test('an approval that is deleted takes its message along', async () => {
  const id = await planned()
  await database.pool.query(sql.unsafe`delete from sallyport.approvals where id = ${id}`)
  expect(await store.find(id)).toBeNull()
  await store.plan([{ approval: id, channel: 'C1' }])
  expect(await store.find(id)).toBeNull()
})
