import { replayed } from '../../../src/cli/sessions/replay.ts'
import { collected } from '../../support/collected.ts'
import { aSession, NOON } from '../../support/rows.ts'
import { peopleApi } from '../run-cli.ts'
import { anAnswer, anExchange, recordingOf, sourceOf } from './exchanges.ts'

const at = (milliseconds: number) => new Date(NOON + milliseconds).toISOString()
const vote = (milliseconds: number, answer: string, reason: string | null, change = 'insert') => {
  const fields = { answer, person: 'eve', reason, at: at(milliseconds) }
  return JSON.stringify({ kind: 'vote', change, fields })
}

test('what people denied stands where it belongs', async () => {
  const denied = anAnswer({ at: NOON + 100, code: 'ERR_APPROVAL_DENIED' })
  const exchanges = [
    anExchange({ decisions: [], answer: denied }),
    anExchange({ id: 'x-2', at: NOON + 200, decisions: [] }),
  ]
  const entries = [
    vote(150, 'deny', null),
    vote(50, 'deny', 'no'),
    vote(60, 'approve', null),
    vote(999, 'deny', 'late'),
  ]
  const told = await collected(
    replayed(sourceOf(exchanges, { entries: [...entries, vote(40, 'deny', 'x', 'delete')] })),
  )
  const lines = told.map((moments) => moments.flatMap(({ lines }) => lines))
  expect(lines.map((of) => of.filter((line) => /POST|denied/.test(line) && !line.includes('http.POST')))).toEqual([
    ['shop  POST /orders?page=2&x=%20', '    denied by eve: "no"'],
    ['denied by eve'],
    ['shop  POST /orders?page=2&x=%20'],
    ['denied by eve: "late"'],
  ])
})

test('bodies are read, no more of them than is shown', async () => {
  const body = Buffer.alloc(5_000, 'x')
  const exchange = anExchange({ answer: anAnswer({ recordings: [recordingOf('answer', [body])] }) })
  const shown = async (bytes: { [place: string]: Buffer[] }) =>
    (await collected(replayed(sourceOf([exchange], { bytes })))).flat().at(-1)!.lines.slice(1)
  expect(await shown({ 'x-1 answer': [body] })).toEqual([
    ...['    answer, 5000 bytes:', `      | ${'x'.repeat(2_000)}`, '      | …'],
  ])
  expect(await shown({})).toEqual(['    answer, 5000 bytes; deleted since'])
})

test('the command prints all of it, and takes no speed that is none', async () => {
  const api = await peopleApi({
    'GET /sessions/s-1?limit=1': aSession({ id: 's-1' }),
    'GET /sessions/s-1/entries?kinds=vote': '',
    'GET /sessions/s-1/exchanges?limit=200': { exchanges: [anExchange({ decisions: [] })], next: 'here' },
    'GET /sessions/s-1/exchanges?limit=200&after=here': {
      exchanges: [anExchange({ at: NOON + 1, decisions: [] })],
      next: null,
    },
  })
  const { out, status } = await api.run('sessions', 'replay', 's-1', '--speed', '1000', '--step')
  expect([status, out.match(/ POST \/orders/g)!.length, out.startsWith('s-1  shop-bot')]).toEqual([0, 2, true])
  expect((await api.run('sessions', 'replay', 's-1', '--speed', '0')).err).toContain('It must be a number above 0.')
  await api.close()
})
