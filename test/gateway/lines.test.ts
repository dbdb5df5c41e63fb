import type { Standing } from '../../src/core/ports.ts'
import { createLines, LIMIT } from '../../src/gateway/lines.ts'
import { aLease, aSession } from '../support/rows.ts'

const of = (id: string, expiresAt = 1_000) => ({ session: aSession({ id, expiresAt }) })
const stands = (id: string, more: Partial<Standing> = {}): Standing => ({
  id,
  expiresAt: 1_000,
  endedAt: null,
  endedLeases: [],
  ...more,
})
const standing = async (ids: readonly string[]) => ids.map((id) => stands(id))

test('a session may have so many that last, and again one for each that closes; requests don’t count', () => {
  const lines = createLines({ standing }, () => 0)
  const one = (id = 's-1') => lines.open(of(id), () => {}, true)
  const open = Array.from({ length: LIMIT }, () => one())
  expect(one).toThrow(expect.objectContaining({ code: 'ERR_TUNNEL_LIMIT', status: 429 }))
  open.push(
    lines.open(of('s-1'), () => {}, false),
    one('s-2'),
  )
  open[0]!.close()
  open.push(one())
  expect(one).toThrow()
  for (const line of open) line.close()
})

test('those of a session that has ended are cut, and no others; closed ones are not; one query asks for all', async () => {
  const asked: (readonly string[])[] = []
  const store = {
    standing: async (ids: readonly string[]) => {
      asked.push(ids)
      return ids.map((id) => stands(id, id === 's-1' ? { endedAt: 1 } : {}))
    },
  }
  const lines = createLines(store, () => 0)
  const cut: string[] = []
  const both = new Promise<void>((resolve) => {
    for (const name of ['a', 'b']) {
      const noted = ({ code }: { code: string }) => {
        cut.push(`${name} ${code}`)
        if (cut.length === 2) resolve()
      }
      lines.open(of('s-1'), noted, name === 'a')
    }
  })
  lines.open(of('s-1'), () => cut.push('closed'), false).close()
  const good = lines.open(of('s-2'), () => cut.push('good'), false)
  await both
  good.close()
  expect([cut, asked]).toEqual([['a ERR_SESSION_ENDED', 'b ERR_SESSION_ENDED'], [['s-1', 's-2']]])
})

test('a lease’s end cuts what goes by it, and nothing else of its session', async () => {
  const [kept, ended, expiring] = [aLease({ expiresAt: 500 }), aLease({ expiresAt: 500 }), aLease({ expiresAt: 400 })]
  let now = 0
  const store = { standing: async (ids: readonly string[]) => ids.map((id) => stands(id, { endedLeases: [ended.id] })) }
  const lines = createLines(store, () => now)
  const cut: string[] = []
  const open = (name: string, leased: object) =>
    lines.open(
      { ...of('s-1'), leased: { narrowing: null, standing: [], ...leased } },
      ({ code }) => cut.push(`${name} ${code}`),
      false,
    )
  open('kept', { narrowing: kept })
  open('narrowing', { narrowing: ended })
  open('standing', { standing: [kept, ended] })
  open('expiring', { narrowing: kept, standing: [expiring] })
  open('none', {})
  lines.look('s-1')
  await new Promise(setImmediate)
  expect(cut).toEqual(['narrowing ERR_LEASE_ENDED', 'standing ERR_LEASE_ENDED'])
  now = 400
  lines.look(null)
  await new Promise(setImmediate)
  expect(cut.slice(2)).toEqual(['expiring ERR_LEASE_ENDED'])
})

test('a notice about somebody else asks nothing', () => {
  const lines = createLines(
    {
      standing: () => {
        throw new Error('asked')
      },
    },
    () => 0,
  )
  const line = lines.open(of('s-1'), () => {}, false)
  lines.look('s-2')
  line.close()
})

test('while sessions can’t be read, a line lasts as long as its session was to', async () => {
  let now = 0
  const lines = createLines({ standing: () => Promise.reject(new Error('away')) }, () => now)
  const cut: string[] = []
  lines.open(of('s-1'), ({ code }) => cut.push(code), false)
  for (now of [999, 1_000]) {
    lines.look('s-1')
    await new Promise(setImmediate)
    expect(cut).toEqual(now === 999 ? [] : ['ERR_SESSION_EXPIRED'])
  }
})

test('while the database hangs, a line lasts as long as its session was to, by what was read last', async () => {
  let now = 0
  let asked = 0
  const store = {
    standing: async (ids: readonly string[]) =>
      ++asked === 1 ? ids.map((id) => stands(id, { expiresAt: 2_000 })) : new Promise<never>(() => {}),
  }
  const lines = createLines(store, () => now)
  const cut: string[] = []
  lines.open(of('s-1'), ({ code }) => cut.push(code), false)
  for (now of [0, 1_000, 1_999, 2_000]) {
    lines.look(null)
    await new Promise(setImmediate)
    expect(cut).toEqual(now === 2_000 ? ['ERR_SESSION_EXPIRED'] : [])
  }
  expect(asked).toBe(2)
})

test('a renewed session’s line goes on', async () => {
  const store = { standing: async (ids: readonly string[]) => ids.map((id) => stands(id, { expiresAt: 5_000 })) }
  const lines = createLines(store, () => 2_000)
  const cut: string[] = []
  const line = lines.open(of('s-1'), ({ code }) => cut.push(code), false)
  lines.look('s-1')
  await new Promise(setImmediate)
  line.close()
  expect(cut).toEqual([])
})
