import { openApprovals } from '../../src/approvals/open.ts'
import { emailIdentity } from '../../src/approvals/people.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { testDatabase } from '../support/database.ts'
import { aBallot, aDemand, anyHash, aRequirement, aSession, aVoter, NOON } from '../support/rows.ts'

test('whoever is configured is known from the start, and has the groups that are configured', async () => {
  const database = await testDatabase()
  const people = createPeopleStore(database.pool)
  const named = [{ email: 'ada@shop.test', slack: null, login: null, logins: { ci: 'ada' }, groups: ['leads'] }]
  const { desk, groupsOf } = await openApprovals(named, {
    ...{ store: createApprovalStore(database.pool), people, notices: { heard: () => {} }, timing: realTiming },
    ...{ tellsApart: true, mostPending: 1_000, observer: { asked() {}, closed() {}, voted() {} }, report: () => {} },
  })
  expect(await people.anyKnown([{ kind: 'ci', name: 'ci ada' }])).toBe(true)
  expect(groupsOf([emailIdentity('ada@shop.test')])).toEqual(['leads'])

  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const { id } = await desk.ask(aDemand(session, { requirements: [aRequirement({ quorum: 2 })] }))
  const stateAfter = async (address: string) => (await desk.vote(id, aBallot(aVoter(address)))).state
  // Who asked, and who answers, by any address of the same mailbox.
  await expect(stateAfter('ada+1@shop.test')).rejects.toMatchObject({ code: 'ERR_VOTER_REQUESTER' })
  expect(await stateAfter('jan+1@shop.test')).toBe('pending')
  expect(await stateAfter('jan+2@shop.test')).toBe('pending')
  expect(await stateAfter('bea@shop.test')).toBe('approved')
  await desk.close()
  await database.drop()
})

test('an answer whose one look fails is found by a later round, though nothing more is told of it', async () => {
  const database = await testDatabase()
  const store = createApprovalStore(database.pool)
  const errors: unknown[] = []
  let looks = 0
  const answered: typeof store.answered = async (ids) =>
    ++looks === 2 ? Promise.reject(new Error('cut')) : store.answered(ids)
  const options = {
    ...{ people: createPeopleStore(database.pool), notices: { heard: () => {} }, timing: realTiming },
    ...{ tellsApart: false, mostPending: 1_000, observer: { asked() {}, closed() {}, voted() {} } },
    report: (error: unknown) => errors.push(error),
  }
  const { desk: here } = await openApprovals([], { ...options, store: { ...store, answered } })
  const { desk: there } = await openApprovals([], { ...options, store })
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const asked = await here.ask(aDemand(session))
  const waiting = here.answered(asked, asked.expiresAt, new AbortController().signal)
  await there.vote(asked.id, aBallot(aVoter('bea@shop.test')))
  expect((await waiting).state).toBe('approved')
  await Promise.all([here.close(), there.close()])
  await database.drop()
})
