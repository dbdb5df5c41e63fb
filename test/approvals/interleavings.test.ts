import fc from 'fast-check'
import { sql } from 'slonik'
import { z } from 'zod'
import { settle } from '../../src/approvals/settle.ts'
import type { Ask } from '../../src/core/approval.ts'
import { newId } from '../../src/core/id.ts'
import { satisfied } from '../../src/core/satisfied.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, anAsk, anIntent, anyHash, aRequirement, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
const change = z.object({ approval: z.string(), before: z.string(), after: z.string() })

beforeAll(async () => {
  database = await testDatabase()
  // Every change of a state, in the order in which they were made, whoever made it.
  for (const statement of [
    sql.unsafe`create table changes (n bigint generated always as identity, approval uuid, before text, after text)`,
    sql.unsafe`create function changed() returns trigger language plpgsql as $$ begin
      insert into changes (approval, before, after) values (new.id, old.state, new.state); return null; end $$`,
    sql.unsafe`create trigger changed after update on sallyport.approvals for each row execute function changed()`,
  ]) {
    await database.pool.query(statement)
  }
})
afterAll(() => database.drop())

const PEOPLE = ['ada', 'bob', 'cleo', 'requester', 'stranger'] as const
const END = NOON + 600_000
const LEGAL: Record<string, readonly string[]> = {
  pending: ['pending', 'approved', 'denied', 'expired', 'withdrawn'],
  approved: ['approved', 'used', 'lapsed', 'withdrawn'],
  used: ['approved', 'withdrawn'],
}

const voting = fc.record({
  do: fc.constant('vote' as const),
  which: fc.nat(1),
  who: fc.constantFrom(...PEOPLE),
  answer: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'deny' as const),
  late: fc.boolean(),
})
const using = fc.record({ do: fc.constant('use' as const), which: fc.nat(1), back: fc.boolean() })
const asking = fc.record({ do: fc.constant('ask' as const), which: fc.nat(1) })
const rest = (['close', 'end', 'join'] as const).map((name) => ({
  weight: 1,
  arbitrary: fc.record({ do: fc.constant(name) }),
}))
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: voting },
    { weight: 6, arbitrary: using },
    { weight: 2, arbitrary: asking },
    ...rest,
  ),
  { minLength: 4, maxLength: 24 },
)

test('whatever happens at once, each approval goes by the state machine, and what people said stands', async () => {
  const { pool } = database
  const approvals = createApprovalStore(pool)
  const journal = testJournal(pool)
  const people = createPeopleStore(pool)
  const sessions = createSessionStore(pool)
  await people.join([{ kind: 'email', name: 'requester' }])

  const run = fc.asyncProperty(steps, fc.nat(3), async (taken, quorumLess) => {
    const session = aSession()
    await sessions.create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
    const requirements = [aRequirement({ quorum: quorumLess || 1 })] as const
    const requesters = [{ kind: 'email', name: 'requester' }] as const
    const asks: Ask[] = [0, 1].map(() => anAsk(session.id, { requirements, requesters }))
    const open = (which: number) => approvals.open(newId(NOON), asks[which]!, NOON, END)
    const opened = await Promise.all([open(0), open(1)])
    const ids = new Set(opened.map((it) => it!.id))
    const accepted: string[] = []
    const uses: { id: string; exchange: string }[] = []

    await Promise.all(
      taken.map(async (step) => {
        if (step.do === 'close') await approvals.close(NOON)
        else if (step.do === 'end') await sessions.end(session.id, 'over', NOON)
        else if (step.do === 'join')
          await people.join([
            { kind: 'email', name: 'bob' },
            { kind: 'slack', name: 'T/bob' },
          ])
        else if (step.do === 'ask') ids.add((await open(step.which))!.id)
        else if (step.do === 'vote') {
          const { id } = opened[step.which]!
          const voter = aVoter(step.who, { groups: step.who === 'stranger' ? ['guests'] : ['leads'] })
          const at = step.late ? END : NOON
          const cast = approvals.vote(id, { ballot: aBallot(voter, { answer: step.answer }), at }, settle)
          if ((await cast.catch(() => null)) !== null) accepted.push(`${id} ${step.who} ${step.answer}`)
        } else if (step.do === 'use') {
          const { id } = opened[step.which]!
          const intent = anIntent({ session: session.id, uses: [id] })
          if (!(await journal.appendWithUse(intent))) return
          if (step.back) await approvals.giveBack(id, intent.exchange)
          else uses.push({ id, exchange: intent.exchange })
        }
      }),
    )

    const kept: string[] = []
    for (const id of ids) {
      const { state, votes, requirements: asked } = (await approvals.find(id))!
      kept.push(...votes.map(({ person, answer }) => `${id} ${person} ${answer}`))
      const changes = await pool.any(sql.type(change)`
        select approval, before, after from changes where approval = ${id} order by n`)
      for (const { before, after } of changes) expect(LEGAL[before]).toContain(after)
      const met = satisfied({ requirements: asked, votes }).length === 1
      const was = (one: string) => changes.some(({ after }) => after === one)
      expect(was('approved')).toBe(met && !was('denied'))
      expect(was('denied')).toBe(votes.some(({ answer }) => answer === 'deny'))
      expect(votes.every(({ person }) => person !== 'requester' && person !== 'stranger')).toBe(true)
      expect(uses.filter((use) => use.id === id).length).toBeLessThanOrEqual(1)
      if (uses.some((use) => use.id === id)) expect(['used']).toContain(state)
    }
    expect(kept.sort()).toEqual(accepted.sort())
  })
  await fc.assert(run, { numRuns: 150 })
}, 120_000)
