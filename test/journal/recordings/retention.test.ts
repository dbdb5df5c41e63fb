import type { Shelf } from '../../../src/core/recording.ts'
import { startRetention } from '../../../src/journal/recordings/retention.ts'

const NOW = Date.parse('2040-03-10T12:00:00Z')

/** One round over shelves, and what it did. */
async function retain(
  shelves: readonly Shelf[],
  kept: { readonly [connection: string]: number | null },
  holds: readonly string[] = [],
  releasedElsewhere: readonly string[] = [],
) {
  const held = new Set(holds)
  const done: unknown[] = []
  const failures: unknown[] = []
  const retention = await startRetention({
    shelves: {
      addDay: async (day) => void done.push(`add ${day}`),
      older: async (day) => shelves.filter((shelf) => shelf.day < day),
      clear: async ({ connection, day }) => {
        if (connection === 'broken') throw new Error('down')
        done.push(`clear ${connection} ${day}`)
      },
      async hold(names, released) {
        if (names.includes('unsaid')) throw new Error('down')
        for (const name of names) held.add(name)
        for (const name of released) held.delete(name)
      },
      held: async () => new Set([...held].filter((name) => !releasedElsewhere.includes(name))),
      dropEmpty: async (before) => void done.push(`drop before ${before}`),
    },
    maskedValues: { purge: async (before) => void done.push(`purge before ${new Date(before).toISOString()}`) },
    connections: Object.entries(kept).map(([name, keptDays]) => ({ name, keptDays })),
    days: 60,
    timing: {
      now: () => NOW,
      random: Math.random,
      sleep: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    },
    report: (error) => failures.push(error),
  })
  await retention.close()
  return { done, failures }
}

test('each connection’s recordings are kept for its days, and those under a legal hold stay', async () => {
  const shelves = [
    { connection: 'shop', day: '2040-03-08' },
    { connection: 'shop', day: '2040-03-09' },
    { connection: 'forge', day: '2040-03-08' },
    { connection: 'held', day: '2030-01-01' },
  ]
  expect(await retain(shelves, { shop: 1, forge: 30, held: null })).toEqual({
    done: [
      'add 2040-03-10',
      'add 2040-03-11',
      'add 2040-03-12',
      'clear shop 2040-03-08',
      'drop before 2040-03-10',
      'purge before 2040-02-08T12:00:00.000Z',
    ],
    failures: [],
  })
})

test('what is configured no more is kept as others are, and a legal hold over it stays', async () => {
  const of = (connection: string) => [
    { connection, day: '2040-01-09' },
    { connection, day: '2040-01-10' },
  ]
  const shelves = [...of('removed'), ...of('held'), ...of('released')]
  expect((await retain(shelves, { released: 90 }, ['held', 'released'])).done).toContain('clear removed 2040-01-09')
  const { done } = await retain(shelves, { released: 1 }, ['held', 'released'])
  expect(done.filter((it) => String(it).startsWith('clear'))).toEqual([
    'clear removed 2040-01-09',
    'clear released 2040-01-09',
    'clear released 2040-01-10',
  ])
})

test('a replica deletes nothing that its own configuration holds, whatever another one has said since', async () => {
  const { done } = await retain([{ connection: 'held', day: '2030-01-01' }], { held: null }, [], ['held'])
  expect(done).not.toContain('clear held 2030-01-01')
})

test('while legal holds can’t be put down nothing is deleted', async () => {
  expect(await retain([{ connection: 'shop', day: '2030-01-01' }], { shop: 1, unsaid: null })).toEqual({
    done: [],
    failures: [new Error('down')],
  })
})

test('a round that fails is told, and the next one tries again', async () => {
  const { failures } = await retain([{ connection: 'broken', day: '2030-01-01' }], { broken: 1 })
  expect(failures).toEqual([new Error('down')])
})
