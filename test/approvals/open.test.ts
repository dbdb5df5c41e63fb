import { openApprovals } from '../../src/approvals/open.ts'
import { emailIdentity } from '../../src/approvals/people.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { testDatabase } from '../support/database.ts'

test('whoever is configured is known from the start, and has the groups that are configured', async () => {
  const database = await testDatabase()
  const people = createPeopleStore(database.pool)
  const named = [{ email: 'ada@shop.test', slack: null, login: null, logins: { ci: 'ada' }, groups: ['leads'] }]
  const { desk, groupsOf } = await openApprovals(named, {
    ...{ store: createApprovalStore(database.pool), people, notices: { heard: () => {} }, timing: realTiming },
    ...{ tellsApart: true, observer: { asked() {}, closed() {}, voted() {} }, report: () => {} },
  })
  expect(await people.anyKnown([{ kind: 'ci', name: 'ci ada' }])).toBe(true)
  expect(groupsOf([emailIdentity('ada@shop.test')])).toEqual(['leads'])
  await desk.close()
  await database.drop()
})
