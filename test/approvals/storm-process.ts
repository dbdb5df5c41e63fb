import { createDesk } from '../../src/approvals/desk.ts'
import { newId } from '../../src/core/id.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { openNotices } from '../../src/store/notices.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { openPool } from '../../src/store/pool.ts'
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
  const journal = createJournalStore(pool)
  const desk = createDesk({
    ...{ store: createApprovalStore(pool), people: createPeopleStore(pool), notices, timing: realTiming, report },
    ...{ tellsApart: true, observer: { asked() {}, closed() {}, voted() {} } },
  })
  const voting = votes.map(async ({ id, person, deny }) => {
    try {
      await desk.vote(id, aBallot(aVoter(person), { answer: deny ? 'deny' : 'approve' }))
      return null
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown)
    }
  })
  const using = uses.map(async (id) => {
    const exchange = newId(Date.now())
    // Asked until it is approved, like a client that repeats its request.
    for (let tries = 0; tries < 60; tries++) {
      if (await journal.appendWithUse(anIntent({ exchange, at: Date.now(), uses: [id] }))) return [{ id, exchange }]
      await realTiming.sleep(50, new AbortController().signal)
    }
    return []
  })
  const done: Report = { votes: await Promise.all(voting), used: (await Promise.all(using)).flat() }
  await Promise.all([desk.close(), notices.close()])
  await pool.end()
  process.send!(done, () => process.exit(0))
})
