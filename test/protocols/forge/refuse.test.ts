import { refusalOf } from '../../../src/protocols/forge/refuse.ts'
import { refusal } from '../requests.ts'

test('a refusal says all that there is to say in its message', () => {
  const answer = refusalOf({ ...refusal, approval: 'a-1' }, { more: 1 })
  expect([answer.status, ...answer.headers]).toEqual([
    403,
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(answer.body.length)],
    ['cache-control', 'no-store'],
  ])
  expect(JSON.parse(answer.body.toString())).toEqual({
    message: [
      'gate: ERR_DENIED: The policy refuses this.',
      'gate: git/protected-branches: main takes no direct push.',
      'gate: fix: Open a pull request.',
      'gate: approval a-1',
      'gate: exchange x-1',
    ].join('\n'),
    more: 1,
  })
})

test('who has no session is asked for a token', () => {
  const { headers } = refusalOf({ ...refusal, status: 401 })
  expect(headers).toContainEqual(['www-authenticate', 'Bearer realm="Sallyport"'])
})
