import { createDesk } from '../../src/approvals/desk.ts'
import { newId } from '../../src/core/id.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { openNotices } from '../../src/store/notices.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { openPool } from '../../src/store/pool.ts'
import { createTell, tellingApprovals, tellingJournal } from '../../src/store/telling.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, anIntent, aVoter } from '../support/rows.ts'

/** What one process is to do, all at once: vote on approvals as these people, and use them. */
export interface Orders {
  readonly url: string
  readonly votes: readonly { readonly id: string; readonly person: string; readonly deny: boolean }[]
  readonly uses: readonly string[]
}

/** What came of it: codes of refusals, in the order of the votes; which exchanges used which approval. */
export interface Report {
  readonly votes: readonly (string | null)[]
  readonly used: readonly { readonly id: string; readonly exchange: string }[]
}

process.on('message', async ({ url, votes, uses }: Orders) => {
  const pool = await openPool(url, { size: 10 })
  const report = (error: unknown) => console.error(error)
  const notices = openNotices(url, realTiming, report)
  const tell = createTell(pool, report)
  const store = tellingApprovals(createApprovalStore(pool), tell)
  const journal = testJournal(pool, (store) => tellingJournal(store, tell))
  const desk = createDesk({
    ...{ store, people: createPeopleStore(pool), notices, timing: realTiming, report },
    ...{ tellsApart: true, mostPending: 1_000, observer: { asked() {}, closed() {}, voted() {} } },
  })
  const codes: (string | null)[] = []
  let next = 0
  // As many at once as a desk has connections for, and some that queue: more would time out in the queue.
  const voting = Array.from({ length: 20 }, async () => {
    for (let index = next++; index < votes.length; index = next++) {
      const { id, person, deny } = votes[index]!
      codes[index] = await desk.vote(id, aBallot(aVoter(person), { answer: deny ? 'deny' : 'approve' })).then(
        () => null,
        (thrown: { code?: string }) => thrown.code ?? String(thrown),
      )
    }
  })
  const used: { id: string; exchange: string }[] = []
  let begun = 0
  const using = Array.from({ length: 5 }, async () => {
    for (let id = uses[begun++]; id !== undefined; id = uses[begun++]) {
      const exchange = newId(Date.now())
      // Asked until it is approved, like a client that repeats its request, and then once more.
      for (let tries = 0; tries < 40; tries++) {
        if (await journal.appendWithUse(anIntent({ exchange, at: Date.now(), uses: [id] }))) used.push({ id, exchange })
        await realTiming.sleep(10, new AbortController().signal)
      }
    }
  })
  await Promise.all([...voting, ...using])
  const done: Report = { votes: codes, used }
  await Promise.all([desk.close(), notices.close()])
  await pool.end()
  process.send!(done, () => process.exit(0))
})
