import { GatewayError } from '../../src/core/errors.ts'
import { createLines, LIMIT } from '../../src/gateway/lines.ts'
import { aSession } from '../support/rows.ts'

const session = (id: string, expiresAt = 1_000) => aSession({ id, expiresAt })

test('a session may have so many, and again one for each that closes', () => {
  const lines = createLines(
    async () => session('s-1'),
    () => 0,
  )
  const open = Array.from({ length: LIMIT }, () => lines.open('t', session('s-1'), () => {}))
  const one = () => lines.open('t', session('s-1'), () => {})
  expect(one).toThrow(expect.objectContaining({ code: 'ERR_TUNNEL_LIMIT', status: 429 }))
  open.push(lines.open('t', session('s-2'), () => {}))
  open[0]!.close()
  open.push(one())
  expect(one).toThrow()
  for (const line of open) line.close()
})

test('those of a session that has ended are cut, and no others; closed ones are not', async () => {
  const asked: string[] = []
  const lines = createLines(
    async (token) => {
      asked.push(token)
      if (token === 'bad') throw new GatewayError('ERR_SESSION_ENDED', 'Over.')
      return session('s-2')
    },
    () => 0,
  )
  const cut: string[] = []
  const both = new Promise<void>((resolve) => {
    for (const name of ['a', 'b']) {
      lines.open('bad', session('s-1'), ({ code }) => {
        cut.push(`${name} ${code}`)
        if (cut.length === 2) resolve()
      })
    }
  })
  lines.open('bad', session('s-1'), () => cut.push('closed')).close()
  const good = lines.open('good', session('s-2'), () => cut.push('good'))
  await both
  good.close()
  expect([cut, asked.sort()]).toEqual([
    ['a ERR_SESSION_ENDED', 'b ERR_SESSION_ENDED'],
    ['bad', 'good'],
  ])
})

test('while sessions can’t be read, a line lasts as long as its session was to', async () => {
  let now = 0
  let looks = 0
  const lines = createLines(
    async () => {
      looks++
      if (looks === 2) now = 1_000
      throw new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.')
    },
    () => now,
  )
  const why = await new Promise<GatewayError>((resolve) => lines.open('t', session('s-1', 1_000), resolve))
  expect([why.code, looks]).toEqual(['ERR_STORE_UNAVAILABLE', 2])
})
