import type { Request } from 'express'
import { filterOf } from '../../../src/api/people/session-filter.ts'
import { NOON } from '../../support/rows.ts'

const of = (query: object) => filterOf({ query } as Request, NOON)

test('filters as they are given, the limit left to others', () => {
  const query = { agent: 'a', repository: 'b/c', run: '1', connection: 'd', operation: 'git.*', rule: 'e/f' }
  expect(of({ ...query, decision: 'deny', approver: 'ada@example.com', text: 'orders/17', limit: '5' })).toEqual({
    ...{ ...query, decision: 'deny', approver: 'ada@example.com', text: 'orders/17' },
  })
  expect(of({})).toEqual({})
})

test.each([
  ['90s', NOON - 90_000],
  ['30m', NOON - 1_800_000],
  ['2h', NOON - 7_200_000],
  ['7d', NOON - 604_800_000],
  ['2040-01-02T12:00:00Z', Date.UTC(2040, 0, 2, 12)],
  ['2040-01-02T12:00:00.5+01:00', Date.UTC(2040, 0, 2, 11, 0, 0, 500)],
  ['2040-01-02', Date.UTC(2040, 0, 2)],
])('%s is a moment', (text, at) => {
  expect(of({ since: text, until: text })).toEqual({ since: at, until: at })
})

test.each([
  [{ since: 'yesterday' }, /"since" must be a moment/],
  [{ until: '2040-13-40' }, /"until" must be a moment/],
  [{ since: '2h ' }, /"since"/],
  [{ agents: 'a' }, /Sessions can't be filtered by "agents"/],
  [{ agent: '' }, /"agent" must be one text/],
  [{ agent: ['a', 'b'] }, /"agent" must be one text/],
  [{ decision: 'denied' }, /"decision" must be allow, mask, require_approval or deny/],
  [{ text: '-- ' }, /"text" must have a letter or a digit/],
])('%j is refused', (query, message) => {
  expect(() => of(query)).toThrow(
    expect.objectContaining({ code: 'ERR_REQUEST', message: expect.stringMatching(message) }),
  )
})
