import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { settle } from '../../src/approvals/settle.ts'
import { newId } from '../../src/core/id.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createLeaseStore } from '../../src/store/leases.ts'
import { openNotices } from '../../src/store/notices.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, aLease, anAsk, anIntent, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

/** What is heard, one by one. */
function listening(url: string, topic: 'sessions' | 'approvals' = 'sessions') {
  const heard: (string | null)[] = []
  const reports: unknown[] = []
  let stirred = (): void => {}
  const notices = openNotices(url, realTiming, (error) => reports.push(error))
  notices.heard(topic, (session) => {
    heard.push(session)
    stirred()
  })
  const until = async (count: number): Promise<(string | null)[]> => {
    while (heard.length < count) {
      await new Promise<void>((resolve) => {
        stirred = resolve
      })
    }
    return heard
  }
  return { notices, until, reports }
}

async function aStored(leases = [aLease()]) {
  const sessions = createSessionStore(database.pool)
  const session = aSession({ leases })
  await sessions.create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  return { sessions, session }
}

test('the end of a session, and of a lease, is heard wherever somebody listens', async () => {
  const one = listening(database.url)
  const other = listening(database.url)
  await Promise.all([one.until(1), other.until(1)])
  const { sessions, session } = await aStored()
  await createLeaseStore(database.pool).end(session.leases[0]!.id, 'revoked', NOON)
  await sessions.end(session.id, 'revoked', NOON)
  expect(await one.until(3)).toEqual([null, session.id, session.id])
  expect(await other.until(3)).toEqual([null, session.id, session.id])
  await Promise.all([one.notices.close(), other.notices.close()])
})

test('that an answer of people stands from now on, and that it was given back, is heard as well', async () => {
  const one = listening(database.url)
  await one.until(1)
  const { session } = await aStored([])
  const approvals = createApprovalStore(database.pool)
  const id = newId(NOON)
  await approvals.open(id, anAsk(session.id), NOON, NOON + 60_000)
  await approvals.vote(id, { ballot: aBallot(aVoter('ann')), at: NOON }, settle)
  const intent = { ...anIntent({ session: session.id, grants: [aLease()] }), uses: [id] }
  await testJournal(database.pool).appendWithUse(intent)
  expect(await one.until(2)).toEqual([null, session.id])
  await approvals.giveBack(id, intent.exchange)
  expect(await one.until(3)).toEqual([null, session.id, session.id])
  await one.notices.close()
})

test('a lost connection is opened again, and whoever listens is told that something may have been missed', async () => {
  const open = new Set<Socket>()
  const target = new URL(database.url)
  const server = createServer((socket) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const end of [socket, upstream]) open.add(end.on('error', () => {}))
    socket.pipe(upstream).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(database.url)
  through.port = String((server.address() as { port: number }).port)
  const { notices, until, reports } = listening(through.href)
  await until(1)
  for (const socket of open) socket.destroy()
  expect(await until(2)).toEqual([null, null])
  expect(reports).toHaveLength(1)
  const { sessions, session } = await aStored()
  await sessions.end(session.id, 'revoked', NOON)
  expect(await until(3)).toEqual([null, null, session.id])
  await notices.close()
  for (const socket of open) socket.destroy()
  server.close()
})

test('a database that is not there fails nobody, and holds up no end', async () => {
  const { notices, reports } = listening('postgresql://nobody@127.0.0.1:9/none')
  while (reports.length === 0) await new Promise(setImmediate)
  await notices.close()
  expect(reports).toHaveLength(1)
})
