import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { brotliCompressSync, gzipSync, zstdDecompress } from 'node:zlib'
import { sql } from 'slonik'
import { z } from 'zod'
import { needingOpa } from '../policy/real-opa.ts'
import { type Gate, startGate } from './gate.ts'
import { bundleWithRules } from './settings.ts'

const opaTest = needingOpa()
const CREDENTIAL = randomUUID()
const PASSWORD = `pw-${randomUUID()}`
const STARS = '*'.repeat(CREDENTIAL.length)
const RULES = {
  'secrets/fields': `mask contains object.union({"message": "Accounts are hidden."}, target) if {
	some operation in input.operations
	startswith(operation.resource, "/accounts")
	some target in [
		{"key": "password"},
		{"pointer": "/owner/name", "mode": "pseudonym"},
		{"pointer": "/seats/*/pin", "mode": "remove"},
	]
}
`,
  'http/pictures': `allow contains {"message": "Pictures may be drawn.", "operation": index} if {
	some index, operation in input.operations
	operation.kind == "http.POST"
	operation.resource == "/accounts/picture"
}
`,
}
let echo: Server
let gate: Gate

/** What the upstream tells of whoever asked, in many ways. */
function told({ headers, url }: IncomingMessage): [headers: Record<string, string>, body: Buffer] {
  const opened = headers.authorization!.replace('Bearer ', '')
  const text = `opened by ${opened}, as ${Buffer.from(opened).toString('base64')}\n`
  const json = { 'content-type': 'application/json' }
  const account = {
    password: PASSWORD,
    owner: { name: 'Ada', id: 7 },
    seats: [
      { pin: 1234, at: 'a' },
      { pin: 5, at: 'b' },
    ],
  }
  switch (url) {
    case '/plain':
      return [{ 'content-type': 'text/plain', 'x-opened': opened, etag: '"1"' }, Buffer.from(text)]
    case '/gzip':
      return [{ 'content-type': 'text/plain', 'content-encoding': 'gzip', etag: '"1"' }, gzipSync(text)]
    case '/br':
      return [{ 'content-type': 'text/plain', 'content-encoding': 'br' }, brotliCompressSync(text)]
    case '/binary':
    case '/accounts/picture':
      return [{ 'content-type': 'image/png' }, Buffer.from([0x89, 0x50, 0x4e, 0x47])]
    case '/accounts/1':
      return [json, Buffer.from(JSON.stringify(account))]
    case '/accounts/page':
      return [{ 'content-type': 'text/html' }, Buffer.from('<p>no fields</p>')]
    default:
      return [{ 'content-type': 'text/plain' }, Buffer.from(`the password is "${PASSWORD}", they say\n`)]
  }
}

beforeAll(async () => {
  if (opaTest === test.skip) return
  echo = createServer((req, res) => {
    req.resume().on('end', () => {
      const [headers, body] = told(req)
      res.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
    })
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  gate = await startGate({
    bundle: await bundleWithRules(RULES),
    environment: { ECHO_TOKEN: CREDENTIAL },
    more: `  - name: echo
    protocol: http
    upstream: http://127.0.0.1:${(echo.address() as AddressInfo).port}
    credential: { bearer: "env:ECHO_TOKEN" }
    labels: { data: public }
`,
  })
}, 90_000)

afterAll(async () => {
  await gate?.close()
  echo?.closeAllConnections()
  echo?.close()
})

opaTest('a permitted answer gives no credential away, in no coding, and is as long as it was', async () => {
  const token = await gate.session({ run_id: 'plain' })
  const plain = await gate.request('/c/echo/plain', token)
  const text = await plain.text()
  expect(text).toMatch(/^opened by \*+, as \*+=*\n$/)
  expect(text).toContain(`opened by ${STARS}, as`)
  expect([plain.headers.get('x-opened'), plain.headers.get('etag')]).toEqual([STARS, '"1"'])
  expect(plain.headers.get('content-length')).toBe(String(text.length))
  for (const path of ['/gzip', '/br']) {
    const answer = await gate.request(`/c/echo${path}`, token)
    expect(await answer.text()).toBe(text)
    expect(answer.headers.get('content-encoding')).toBeNull()
  }
  expect(Buffer.from(await (await gate.request('/c/echo/binary', token)).arrayBuffer())).toHaveLength(4)
})

opaTest(
  'fields are masked as rules say, and what was masked is masked wherever the session meets it again',
  async () => {
    const token = await gate.session({ run_id: 'fields' })
    const other = await gate.session({ run_id: 'others' })
    const said = async (of: string) => (await gate.request('/c/echo/said', of)).text()
    expect(await said(token)).toContain(PASSWORD)
    const account = (await (await gate.request('/c/echo/accounts/1', token)).json()) as { owner: { name: string } }
    expect(account).toEqual({
      password: '[masked:password]',
      owner: { name: expect.stringMatching(/^\[name:[0-9a-f]{16}\]$/), id: 7 },
      seats: [{ at: 'a' }, { at: 'b' }],
    })
    expect(await said(token)).toBe(`the password is "${'*'.repeat(PASSWORD.length)}", they say\n`)
    expect(await said(other)).toContain(PASSWORD)
    const again = (await (await gate.request('/c/echo/accounts/1', token)).json()) as { owner: { name: string } }
    expect(again.owner.name).toBe(account.owner.name)
  },
)

opaTest(
  'what masks can’t be applied to is refused in words, and a write that has happened is said to have',
  async () => {
    const token = await gate.session({ run_id: 'unmaskable' })
    const picture = await gate.request('/c/echo/accounts/picture', token, { method: 'POST', body: 'x' })
    expect([picture.status, await picture.json()]).toMatchObject([
      502,
      { error: { code: 'ERR_UNMASKABLE', performed: true, message: expect.stringContaining('"image/png"') } },
    ])
    const page = await gate.request('/c/echo/accounts/page', token)
    expect([page.status, await page.json()]).toMatchObject([
      502,
      {
        error: {
          code: 'ERR_UNMASKABLE',
          message:
            "The answer's fields can't be masked, as the policy demands: it is text, without fields that could be told.",
        },
      },
    ])
  },
)

opaTest('neither the journal, nor recordings, nor the log has a credential, or what was masked', async () => {
  const line = z.object({ entry: z.string() })
  const entries = await gate.pool.anyFirst(sql.type(line)`select entry from sallyport.entries`)
  const chunk = z.object({ content: z.string(), compressed: z.boolean() })
  const chunks = await gate.pool.any(sql.type(chunk)`
    select encode(content, 'base64') as content, compressed from sallyport.chunks`)
  const bytes = await Promise.all(
    chunks.map(async ({ content, compressed }) => {
      const read = Buffer.from(content, 'base64')
      return compressed ? promisify(zstdDecompress)(read) : read
    }),
  )
  const recorded = bytes.map(String).join('\n')
  expect(recorded).toContain('opened by **********')
  expect(recorded).toContain('[masked:password]')
  const log = await readFile(gate.world.logFile, 'utf8')
  for (const text of [entries.join('\n'), recorded, log]) {
    expect(text.includes(CREDENTIAL)).toBe(false)
    expect(text.includes(Buffer.from(CREDENTIAL).toString('base64').slice(2, -3))).toBe(false)
  }
})
