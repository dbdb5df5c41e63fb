import { aSession } from '../../support/rows.ts'
import { peopleApi } from '../run-cli.ts'

const [one, two] = ['s-1', 's-2'].map((id) => aSession({ id }))
const matched = (count: number, exchanges: string[]) => ({ count, exchanges })
let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({
    'GET /sessions': { sessions: [{ ...one, matched: matched(7, []) }], complete: true },
    'GET /sessions?agent=a&repository=b%2Fc&run=1&connection=d&operation=git.*&decision=deny&rule=e%2Ff&approver=ada&since=2h&until=1h&text=orders%2F17+x&limit=5':
      {
        sessions: [
          { ...one, matched: matched(4, ['x-1', 'x-2', 'x-3', 'x-4']) },
          { ...two, matched: matched(1, ['x-5']) },
        ],
        complete: false,
      },
    'GET /sessions?agent=nobody': { sessions: [], complete: true },
  })
})
afterAll(() => api.close())

test('each session with how much it did', async () => {
  expect((await api.run('sessions', 'list')).out).toMatch(/^s-1 {2}shop-bot .* {2}7 exchanges\n$/)
})

test('filters are options, and what was found is named', async () => {
  const filters = ['--agent', 'a', '--repository', 'b/c', '--run', '1', '--connection', 'd', '--operation', 'git.*']
  const more = ['--decision', 'deny', '--rule', 'e/f', '--approver', 'ada', '--since', '2h', '--until', '1h']
  const { out } = await api.run('sessions', 'list', ...filters, ...more, '--search', 'orders/17 x', '--limit', '5')
  expect(out.split('\n').map((line) => line.replace(/^(s-\d) .*Z/, '$1'))).toEqual([
    's-1  4 exchanges: x-1 x-2 x-3 …',
    's-2  1 exchange: x-5',
    'more exchanges match than were looked at: ask for --until an earlier time',
    '',
  ])
})

test('nothing found is told', async () => {
  expect(await api.run('sessions', 'list', '--agent', 'nobody')).toEqual({
    ...{ status: 0, out: 'no such session\n', err: '' },
  })
})
