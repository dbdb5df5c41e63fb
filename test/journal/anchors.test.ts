import { readFile, stat } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAnchoring } from '../../src/journal/anchors.ts'
import { temporaryFolder } from '../config/files.ts'

const folder = temporaryFolder()

/** A table of so many checkpoints, and where anchors have come in it. */
function aTable(count: number) {
  const checkpoints = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    at: 0,
    jws: `jws-${index + 1}`,
  }))
  const positions = new Map<string, { number: number; due: boolean }>()
  return {
    positions,
    checkpoints,
    store: {
      after: async (number: number, limit: number) => checkpoints.filter((it) => it.number > number).slice(0, limit),
      async claimAnchor(name: string) {
        const { number, due } = positions.get(name) ?? { number: 0, due: true }
        if (!due) return null
        positions.set(name, { number, due: false })
        return number
      },
      async settleAnchor(name: string, number: number, seconds: number) {
        positions.set(name, { number, due: seconds === 0 })
      },
    },
  }
}

test('a file gets each checkpoint as a line, once, and in order', async () => {
  const path = join(folder, 'anchor')
  const { store, checkpoints, positions } = aTable(250)
  const errors: unknown[] = []
  const anchored = createAnchoring({
    ...{ store, anchors: [{ kind: 'file', path }], host: 'h1', report: (error) => errors.push(error) },
  })
  await anchored()
  checkpoints.push({ number: 251, at: 0, jws: 'jws-251' })
  await anchored()
  expect((await readFile(path, 'utf8')).split('\n')).toEqual([...checkpoints.map(({ jws }) => jws), ''])
  expect([(await stat(path)).mode & 0o777, positions, errors]).toEqual([
    ...[0o600, new Map([[`file:h1:${path}`, { number: 251, due: true }]]), []],
  ])
})

test('a URL gets each by a POST; what it refuses is brought again, and skipped by nothing', async () => {
  const got: string[] = []
  let refuses = 3
  const server = http.createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    req.on('end', () => {
      const refused = body === 'jws-3' && refuses-- > 0
      if (!refused) got.push(`${req.method} ${req.headers['content-type']} ${body}`)
      res.writeHead(refused ? 503 : 204).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { store, positions } = aTable(4)
  const errors: Error[] = []
  const anchored = createAnchoring({
    ...{ store, anchors: [{ kind: 'url', url }], host: 'h1', report: (error) => errors.push(error as Error) },
  })
  const due = () => positions.set(`url:${url}`, { ...positions.get(`url:${url}`)!, due: true })
  await anchored()
  expect([got.length, positions.get(`url:${url}`)]).toEqual([2, { number: 2, due: false }])
  // Not due yet.
  await anchored()
  expect(errors.map(({ message }) => message)).toEqual(['the anchor answered 503'])
  due()
  await anchored()
  due()
  await anchored()
  expect(got).toEqual([1, 2, 3, 4].map((number) => `POST application/jose jws-${number}`))
  expect([positions.get(`url:${url}`), errors.length]).toEqual([{ number: 4, due: true }, 2])
  server.closeAllConnections()
  server.close()
  due()
  positions.set(`url:${url}`, { number: 0, due: true })
  await anchored()
  expect([errors[2]!.message, positions.get(`url:${url}`)]).toEqual([
    'the anchor can not be reached',
    { number: 0, due: false },
  ])
})
