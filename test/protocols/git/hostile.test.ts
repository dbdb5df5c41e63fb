import { gzipSync } from 'node:zlib'
import type { Request } from '../../../src/core/request.ts'
import { git } from '../../../src/protocols/git/index.ts'
import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { refusal, requestOf } from '../requests.ts'

const A = '1'.repeat(40)
const B = '2'.repeat(40)
const FLUSH = Buffer.from('0000')
const packets = (...lines: string[]) => Buffer.concat([...lines.map((line) => packet(line)), FLUSH])

type Fields = readonly (readonly [string, string])[]
const V2: Fields = [['git-protocol', 'version=2']]

const call = (service: 'git-receive-pack' | 'git-upload-pack', body: Buffer, headers: Fields = []) =>
  requestOf({
    method: 'POST',
    target: `/acme/shop.git/${service}`,
    headers: [['content-type', `application/x-${service}-request`], ...headers],
    body,
  })

/** What becomes of a request: the sentence that it is refused with, or nothing where it is read. */
async function refusalOf(request: Request): Promise<string | undefined> {
  const error = await git.normalise(request).then(
    () => undefined,
    (thrown: unknown) => thrown as { code: string; message: string },
  )
  if (error === undefined) return undefined
  expect(error).toMatchObject({ code: 'ERR_UNINTELLIGIBLE', message: expect.stringMatching(/^[A-Z].{10,}\.$/s) })
  // And the client is told, whatever it sent.
  const answer = await git.refuse(request, { ...refusal, status: 400, message: error.message })
  expect(answer.body.toString()).toContain('ERR_DENIED')
  return error.message
}

const signed = packets(
  'push-cert\0report-status push-options\n',
  'certificate version 0.1\n',
  'pusher Ann <ann@test> 1700000000 +0000\n',
  '\n',
  `${A} ${B} refs/heads/main\n`,
  '-----BEGIN SSH SIGNATURE-----\n',
  'push-cert-end\n',
)
/** Whole requests, each with as much of it as has to be there. */
const REQUESTS: readonly [string, (body: Buffer) => Request, Buffer][] = [
  [
    'a push',
    (body) => call('git-receive-pack', body),
    packets(`shallow ${A}`, `${A} ${B} refs/heads/main\0report-status side-band-64k`, `${A} ${B} refs/heads/x`),
  ],
  ['a signed push', (body) => call('git-receive-pack', body), Buffer.concat([signed, packets()])],
  [
    'a fetch in version 0',
    (body) => call('git-upload-pack', body),
    packets(`want ${A} side-band-64k filter`, `want ${B}`, 'deepen 1', 'filter blob:none'),
  ],
  [
    'a fetch in version 2',
    (body) => call('git-upload-pack', body, V2),
    Buffer.concat([packet('command=fetch'), Buffer.from('0001'), packets(`want ${A}`, `have ${B}`, 'done')]),
  ],
]

/** Offsets at which a packet begins. */
function beginnings(body: Buffer): number[] {
  const found: number[] = []
  for (let at = 0; at < body.length; at += Math.max(4, Number.parseInt(body.toString('latin1', at, at + 4), 16))) {
    found.push(at)
  }
  return found
}

describe.each(REQUESTS)('%s', (_, request, body) => {
  test('is read whole', async () => {
    expect(await refusalOf(request(body))).toBeUndefined()
  })

  test('is refused wherever it is cut', async () => {
    for (let size = 0; size < body.length; size++) {
      const message = await refusalOf(request(body.subarray(0, size)))
      expect([size, message]).toEqual([size, 'The body ends before what Sallyport has to read in it.'])
    }
  })

  test('is refused where any length is none, too short or too long', async () => {
    for (const at of beginnings(body)) {
      for (const length of ['00g0', '-001', ' 1f ', '0x10', '\0\0\0\0', '0002', '0003', 'fff1', 'ffff']) {
        const broken = Buffer.from(body)
        broken.write(length, at, 'latin1')
        expect([at, length, await refusalOf(request(broken))]).toEqual([at, length, expect.any(String)])
      }
    }
  })

  test('is refused where any length is another than its own', async () => {
    // The last packets are a flush and what it ends.
    for (const at of beginnings(body).slice(0, -1)) {
      const own = Number.parseInt(body.toString('latin1', at, at + 4), 16)
      for (const length of [own - 1, own + 1].filter((it) => it > 4)) {
        const broken = Buffer.from(body)
        broken.write(length.toString(16).padStart(4, '0'), at, 'latin1')
        expect([at, length, await refusalOf(request(broken))]).toEqual([at, length, expect.any(String)])
      }
    }
  })

  test('reads the same compressed, and is refused with anything else behind its compression', async () => {
    const compressed = (bytes: Buffer) => {
      const { headers, ...plain } = request(bytes)
      return { ...plain, headers: [...headers, ['content-encoding', 'gzip']] as Fields }
    }
    expect(await git.normalise(compressed(gzipSync(body)))).toEqual(await git.normalise(request(body)))
    expect(await refusalOf(compressed(body))).toBe('The body is not the gzip that it says it is.')
    expect(await refusalOf(compressed(gzipSync(Buffer.concat([body.subarray(0, -1), Buffer.alloc(9_000_000)]))))).toBe(
      'The body inflates too far.',
    )
  })
})

const OIDS = [
  'HEAD',
  '--all',
  '-n1',
  '$(id)',
  '`id`',
  '; id',
  `${A.slice(1)}g`,
  A.toUpperCase().replace('1', 'A'),
  `${A}0`,
]

test.each(OIDS)('the object %j is refused in every place that has one', async (oid) => {
  const fetch = (line: string) => call('git-upload-pack', packets(line))
  const fetch2 = (line: string) =>
    call('git-upload-pack', Buffer.concat([packet('command=fetch'), Buffer.from('0001'), packets(line)]), V2)
  const push = (line: string) => call('git-receive-pack', packets(line))
  const messages = await Promise.all(
    [
      fetch(`want ${oid}`),
      fetch(`shallow ${oid}`),
      fetch2(`want ${oid}`),
      fetch2(`have ${oid}`),
      fetch2(`shallow ${oid}`),
      push(`${oid} ${B} refs/heads/main\0report-status`),
      push(`${A} ${oid} refs/heads/main\0report-status`),
      push(`shallow ${oid}`),
    ].map(refusalOf),
  )
  expect(messages).toEqual(messages.map(() => expect.any(String)))
})

const REFS = [
  '--upload-pack=id',
  'refs/heads/../../config',
  'refs/heads/a b',
  'refs/heads/a\nb',
  'refs/heads/a\tb',
  'refs/heads/a\x1b[2J',
  'refs/heads/a..b',
  'refs/heads/.lock',
  'refs/heads/a.lock',
  'refs/heads/a^{}',
  'refs/heads/a@{1}',
  `refs/heads/${'a'.repeat(5000)}`,
  'HEAD2',
]

test.each(REFS.map((ref) => [ref.slice(0, 40), ref]))(
  'the ref %j is refused, pushed or fetched by name',
  async (_, ref) => {
    const fetched = Buffer.concat([packet('command=fetch'), Buffer.from('0001'), packets(`want-ref ${ref}`)])
    expect(await refusalOf(call('git-receive-pack', packets(`${A} ${B} ${ref}\0report-status`)))).toBe(
      'A command of the push names a ref that is none.',
    )
    expect(await refusalOf(call('git-upload-pack', fetched, V2))).toBe('The fetch wants a ref that is none.')
  },
)

test('capabilities have one place, one meaning, and an end', async () => {
  const push = (capabilities: string) =>
    refusalOf(call('git-receive-pack', packets(`${A} ${B} refs/heads/main\0${capabilities}`)))
  const fetch = (capabilities: string) => refusalOf(call('git-upload-pack', packets(`want ${A} ${capabilities}`)))
  const twice = 'The request names the capability "object-format" twice.'
  expect(await push('object-format=sha1 object-format=sha256')).toBe(twice)
  expect(await fetch('object-format=sha1 object-format=sha256')).toBe(twice)
  expect(await push('report-status\0push-options')).toBe('The list of capabilities holds a control character.')
  expect(await fetch('ofs-delta\0thin-pack')).toBe('The list of capabilities holds a control character.')
  expect(await push(`agent=${'x'.repeat(5000)}`)).toBe('The list of capabilities is too long to be one.')
  expect(await fetch(`agent=${'x'.repeat(5000)}`)).toBe('The list of capabilities is too long to be one.')
  expect(await refusalOf(call('git-upload-pack', packets(`want ${A}`, `want ${B} deepen-relative`)))).toBe(
    'A want of the fetch names something that is no object name.',
  )
})

test('a request that names its protocol twice is refused', async () => {
  const headers: Fields = [...V2, ['git-protocol', 'version=0']]
  const request = requestOf({ target: '/acme/shop/info/refs?service=git-upload-pack', headers })
  expect(await refusalOf(request)).toBe('The request has more than one Git-Protocol field.')
})
