import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { actionOf, readPush } from '../../../src/protocols/git/receive-pack.ts'

const A = '1'.repeat(40)
const B = '2'.repeat(40)
const open = { ended: false, cut: false }
const flush = Buffer.from('0000')

test('a push is read as soon as its commands are there, and not before', () => {
  const bytes = Buffer.concat([packet(`${A} ${B} refs/heads/main\0 report-status quiet\n`), flush])
  for (let size = 0; size < bytes.length; size++) expect(readPush(bytes.subarray(0, size), open)).toBeUndefined()
  expect(readPush(bytes, open)).toEqual({
    commands: [{ old: A, new: B, ref: 'refs/heads/main' }],
    capabilities: new Set(['report-status', 'quiet']),
    options: [],
    end: bytes.length,
    certificate: null,
  })
})

test('where options are announced they are waited for', () => {
  const commands = Buffer.concat([packet(`${A} ${B} refs/heads/main\0push-options`), flush])
  expect(readPush(commands, open)).toBeUndefined()
  expect(readPush(Buffer.concat([commands, packet('a=b\n')]), open)).toBeUndefined()
  expect(readPush(Buffer.concat([commands, packet('a=b\n'), flush]), open)).toMatchObject({ options: ['a=b'] })
})

test('a lone flush is a probe once nothing can follow it', () => {
  expect(readPush(flush, open)).toBeUndefined()
  expect(readPush(flush, { ended: true, cut: false })).toBe('probe')
})

test('a ref with a line break in it is refused, wherever the line break is', () => {
  for (const line of [`${A} ${B} refs/heads/main\n\0report-status`, `${A} ${B} refs/heads/ma\nin\0report-status`]) {
    expect(() => readPush(Buffer.concat([packet(line), flush]), open)).toThrow(
      expect.objectContaining({ message: 'A command of the push names a ref that is none.' }),
    )
  }
})

test.each([
  ['0'.repeat(40), B, 'create'],
  [A, B, 'update'],
  [A, '0'.repeat(40), 'delete'],
  ['0'.repeat(64), 'a'.repeat(64), 'create'],
])('%s to %s is to %s', (old, next, action) => {
  expect(actionOf({ old, new: next, ref: 'refs/heads/main' })).toBe(action)
})

describe('a signed push', () => {
  const zeros = '0'.repeat(40)
  const command = `${zeros} ${A} refs/heads/main\n`
  const signature = ['-----BEGIN SSH SIGNATURE-----\n', 'AAAA\n', '-----END SSH SIGNATURE-----\n']
  const head = ['certificate version 0.1\n', 'pusher Ann <ann@test> 1700000000 +0100\n']
  const end = 'push-cert-end\n'
  const signed = (options: { inside?: string[]; after?: string[]; capabilities?: string; from?: string[] } = {}) =>
    Buffer.concat([
      ...(options.from ?? []).map((line) => packet(line)),
      packet(`push-cert\0${options.capabilities ?? 'report-status'}\n`),
      ...[...head, ...(options.inside ?? ['\n', command]), ...signature, end].map((line) => packet(line)),
      ...(options.after ?? []).map((line) => packet(line)),
      flush,
    ])
  const read = (bytes: Buffer) => readPush(bytes, { ended: true, cut: false })

  test("has its certificate's commands, and says who pushes", () => {
    expect(read(signed({ from: [`shallow ${B}`] }))).toEqual({
      commands: [{ old: zeros, new: A, ref: 'refs/heads/main' }],
      capabilities: new Set(['report-status']),
      options: [],
      end: 355,
      certificate: { pusher: 'Ann <ann@test>' },
    })
  })

  test('has the same options inside and outside, or is refused', () => {
    const inside = ['push-option a\n', 'push-option b\n', '\n', command]
    const bytes = signed({ inside, capabilities: 'push-options' })
    const options = (...given: string[]) => Buffer.concat([bytes, ...given.map((it) => packet(it)), flush])
    expect(read(options('a', 'b'))).toMatchObject({ options: ['a', 'b'] })
    const refused = expect.objectContaining({ message: "The push's options are not those of its certificate." })
    expect(() => read(options('b', 'a'))).toThrow(refused)
    expect(() => read(options('a'))).toThrow(refused)
    expect(() => read(signed({ inside }))).toThrow(refused)
  })

  test.each([
    [
      'a command after the certificate',
      signed({ after: [command] }),
      'The push does not end with the end of its certificate.',
    ],
    [
      'a command before it',
      signed({ from: [command] }),
      'Capabilities belong on the first command of a push, and nowhere else.',
    ],
    [
      'capabilities inside',
      signed({ inside: ['\n', `${zeros} ${A} refs/heads/main\0x\n`] }),
      'Capabilities belong on the first command of a push, and nowhere else.',
    ],
    ['no command', signed({ inside: ['\n'] }), 'The push holds no command.'],
    [
      'shallow lines after the beginning',
      signed({ after: [`shallow ${B}\n`] }),
      'The push does not end with the end of its certificate.',
    ],
    [
      'another word',
      Buffer.concat([packet('push-certs\0x'), packet(end), flush]),
      'The push does not end with the end of its certificate.',
    ],
  ])('with %s is refused', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
  })
})
