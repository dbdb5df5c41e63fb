import { headline, iso } from '../../../src/cli/sessions/headline.ts'
import { aSession, NOON } from '../../support/rows.ts'

test('a session in one line', () => {
  const at = iso(NOON)
  expect(headline(aSession({ id: 's-1', agent: 'a\nb' }))).toBe(
    `s-1  a?b  repo:acme/shop  run 77/1  from ${at}  until 2040-01-02T12:15:00.346Z`,
  )
  expect(headline(aSession({ id: 's-1', run: null, endedAt: NOON, endedBecause: 'revoked' }))).toBe(
    `s-1  shop-bot  repo:acme/shop  run unknown  from ${at}  revoked ${at}`,
  )
})

test('a marked one says by what', () => {
  const mark = { honeytoken: 'DEPLOY_KEY', place: 'body', exchange: 'x-1', at: NOON } as const
  expect(headline(aSession({ mark }))).toMatch(new RegExp(`  marked: DEPLOY_KEY ${iso(NOON)}$`))
})
