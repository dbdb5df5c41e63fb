import { readCertificate } from '../../../src/protocols/git/certificate.ts'

const VERSION = 'certificate version 0.1\n'
const PUSHER = 'pusher Ann <ann@test> 1700000000 +0100\n'
const COMMAND = `${'1'.repeat(40)} ${'2'.repeat(40)} refs/heads/main`
const BEGIN = '-----BEGIN PGP SIGNATURE-----\n'

test('a certificate says who, with which options, what', () => {
  const head = [
    VERSION,
    PUSHER,
    'pushee https://gate.test/shop\n',
    'nonce 1-a\n',
    'push-option x y\n',
    'push-option \n',
  ]
  expect(readCertificate([...head, '\n', `${COMMAND}\n`, `${COMMAND}2\n`, BEGIN, '\n', 'abc\n'])).toEqual({
    certificate: { pusher: 'Ann <ann@test>' },
    commands: [COMMAND, `${COMMAND}2`],
    options: ['x y', ''],
  })
})

test.each(['PGP SIGNATURE', 'PGP MESSAGE', 'SIGNED MESSAGE', 'SSH SIGNATURE'])('%s ends the commands', (kind) => {
  const lines = [VERSION, 'pusher 0xAB\n', '\n', `${COMMAND}\n`, `-----BEGIN ${kind}-----\n`]
  expect(readCertificate(lines)).toEqual({ certificate: { pusher: '0xAB' }, commands: [COMMAND], options: [] })
})

test('git leaves two spaces behind the fingerprint of an SSH key', () => {
  const lines = [VERSION, 'pusher SHA256:abc  1700000000 +0100\n', ...body]
  expect(readCertificate(lines).certificate).toEqual({ pusher: 'SHA256:abc' })
})

const body = ['\n', `${COMMAND}\n`, BEGIN]
test.each([
  ['of another version', ['certificate version 0.2\n', PUSHER, ...body], 'The push certificate is not of version 0.1.'],
  [
    'with two lines in a packet',
    [VERSION, PUSHER, `\n${COMMAND}\n`, BEGIN],
    'A packet of the push certificate is not one line.',
  ],
  [
    'with a line cut in two',
    [VERSION, PUSHER, '\n', COMMAND, BEGIN],
    'A packet of the push certificate is not one line.',
  ],
  ['with a NUL', [VERSION, 'pusher a\0b\n', ...body], 'A packet of the push certificate is not one line.'],
  [
    'without a signature',
    [VERSION, PUSHER, '\n', `${COMMAND}\n`],
    'The push certificate has no commands, or no signature.',
  ],
  [
    'signed before its commands',
    [VERSION, PUSHER, BEGIN, '\n', `${COMMAND}\n`],
    'The push certificate has no commands, or no signature.',
  ],
  ['signed twice', [VERSION, PUSHER, ...body, BEGIN], 'The push certificate has more than one signature.'],
  ['without a pusher', [VERSION, 'nonce a\n', ...body], 'The push certificate names no pusher.'],
  [
    'with two pushers',
    [VERSION, PUSHER, PUSHER, ...body],
    'The push certificate has its field "pusher" in the wrong place.',
  ],
  [
    'out of order',
    [VERSION, PUSHER, 'nonce a\n', 'pushee b\n', ...body],
    'The push certificate has its field "pushee" in the wrong place.',
  ],
  [
    'with another field',
    [VERSION, PUSHER, 'force yes\n', ...body],
    'The push certificate has a field that is none of its own.',
  ],
  [
    'with a field without a value',
    [VERSION, PUSHER, 'nonce\n', ...body],
    'The push certificate has a field that is none of its own.',
  ],
  ['with nothing', [], 'The push certificate is not of version 0.1.'],
])('one %s is refused', (_, lines, message) => {
  expect(() => readCertificate(lines)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})
