import { createMasker } from '../../src/masking/index.ts'
import { githubToken, jwt } from './secrets.ts'

const detector = (name: string) => ({ code: 'a/b', detector: name })

test('header fields and body are masked by the detectors that were named, and by no other', () => {
  const masker = createMasker([detector('github-token'), detector('github-token')], [])
  expect(
    masker.headers([
      ['x-token', `a ${githubToken} ${jwt}`],
      ['x-caf\xe9', 'caf\xe9'],
    ]),
  ).toEqual([
    ['x-token', `a [masked:github-token] ${jwt}`],
    ['x-caf\xe9', 'caf\xe9'],
  ])
  const redactor = masker.redactor()
  const out = [redactor.write(Buffer.from(`${githubToken} ${jwt}`)), redactor.end()]
  expect(Buffer.concat(out).toString()).toBe(`[masked:github-token] ${jwt}`)
})

test('credentials that the gateway holds are masked without being asked for', () => {
  const masker = createMasker([], ['s3cr3t-value'])
  expect(masker.body).toBe(true)
  expect(masker.headers([['location', '/?k=s3cr3t-value']])).toEqual([['location', '/?k=[masked:credential]']])
})

test('fields that describe bytes which change are dropped', () => {
  const headers = [
    ['content-length', '3'],
    ['content-md5', 'x'],
    ['digest', 'x'],
    ['content-digest', 'x'],
    ['repr-digest', 'x'],
    ['accept-ranges', 'bytes'],
    ['content-type', 'text/plain'],
  ] as const
  expect(createMasker([detector('jwt')], []).headers(headers)).toEqual([['content-type', 'text/plain']])
  expect(createMasker([{ code: 'a/b', header: 'x-secret' }], ['']).headers(headers)).toEqual(headers)
})

test('a mask of header fields alone leaves the body as it is', () => {
  const masker = createMasker([{ code: 'a/b', header: 'X-Secret' }], [])
  expect(masker.body).toBe(false)
  expect(masker.headers([['x-secret', githubToken]])).toEqual([['x-secret', '[masked:header]']])
  expect(masker.redactor().write(Buffer.from(githubToken)).toString()).toBe(githubToken)
})

test('each redactor begins anew', () => {
  const masker = createMasker([detector('github-token')], [])
  const first = masker.redactor()
  first.write(Buffer.from('ghp_'))
  expect(masker.redactor().write(Buffer.from('plain\n')).toString()).toBe('plain\n')
  expect(first.end().toString()).toBe('ghp_')
})

test.each(['no-such-detector', 'github-token,jwt', '__proto__', ''])('a detector named %j is refused', (name) => {
  expect(() => createMasker([detector('jwt'), detector(name)], [])).toThrow(
    expect.objectContaining({
      code: 'ERR_UNMASKABLE',
      message: `The policy masks with a detector that there is none of: "${name}".`,
      fix: 'Name a kind (provider, generic, personal, custom) or a rule: docs/secrets.md and docs/masking.md list them.',
    }),
  )
})
