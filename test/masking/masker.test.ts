import type { Mask } from '../../src/core/decision.ts'
import { createMasker, type Masker, type MaskerOptions } from '../../src/masking/masker.ts'
import { githubToken, jwt } from './secrets.ts'

const detector = (name: string, mode?: Mask['mode']): Mask => ({ code: 'a/b', detector: name, ...(mode && { mode }) })
const makerOf = (masks: readonly Mask[], options: Partial<MaskerOptions> = {}) =>
  createMasker(masks, { known: [], custom: [], pseudonymKey: Buffer.alloc(32, 1), ...options })
const PLAIN = { units: 'bytes', format: 'text' } as const
const body = (masker: Masker, text: string | Buffer, layout: Parameters<Masker['redactor']>[0] = PLAIN) => {
  const redactor = masker.redactor(layout)
  const bytes = Buffer.from(text as string)
  const out = Array.from(bytes, (_, at) => redactor.write(bytes.subarray(at, at + 1)))
  return Buffer.concat([...out, redactor.end()])
}

test('header fields and body are masked by the detectors that were named, and by no other', () => {
  const masker = makerOf([detector('github-token'), detector('github-token')])
  expect(
    masker.headers([
      ['x-token', `a ${githubToken} ${jwt}`],
      ['x-caf\xe9', 'caf\xe9'],
    ]),
  ).toEqual([
    ['x-token', `a [masked:github-token] ${jwt}`],
    ['x-caf\xe9', 'caf\xe9'],
  ])
  expect(body(masker, `${githubToken} ${jwt}`).toString()).toBe(`[masked:github-token] ${jwt}`)
  expect(masker.value(`é ${githubToken}`)).toBe('é [masked:github-token]')
  expect([masker.looks, masker.rewrites]).toEqual([true, true])
})

test('what is known is hidden without being asked for: where nothing else changes, without changing a length', () => {
  const known = ['s3cr3t-value']
  const light = makerOf([], { known })
  expect([light.looks, light.rewrites]).toEqual([true, false])
  expect(light.headers([['location', '/?k=s3cr3t-value']])).toEqual([['location', '/?k=************']])
  expect(body(light, 'a s3cr3t-value b').toString()).toBe('a ************ b')
  const full = makerOf([detector('jwt')], { known })
  expect(body(full, `a s3cr3t-value ${jwt}`).toString()).toBe('a [masked:credential] [masked:jwt]')
})

test('where nothing is masked and nothing known, nothing is looked for', () => {
  const masker = makerOf([{ code: 'a/b', header: 'X-Secret' }])
  expect([masker.looks, masker.rewrites]).toEqual([false, false])
  expect(masker.headers([['x-secret', githubToken]])).toEqual([['x-secret', '[masked:header]']])
  expect(body(masker, githubToken).toString()).toBe(githubToken)
})

test('fields go first, then what detectors find in the rest', () => {
  const masks: Mask[] = [
    { code: 'a/b', key: 'Password' },
    { code: 'a/b', pointer: '/items/*/id', mode: 'remove' },
    detector('github-token', 'last_four'),
  ]
  const text = `{"items":[{"id":1,"password":"p"}],"note":"${githubToken}"}`
  const last = githubToken.slice(-4)
  expect(body(makerOf(masks), text, { units: 'bytes', format: 'json' }).toString()).toBe(
    `{"items":[{"password":"[masked:Password]"}],"note":"[masked:github-token:${last}]"}`,
  )
})

test('equal values have equal pseudonyms, as a field and as a number', () => {
  const masks: Mask[] = [{ code: 'a/b', key: 'user', mode: 'pseudonym' }]
  const json = { units: 'bytes', format: 'json' } as const
  const [one, two, three, number] = JSON.parse(
    body(makerOf(masks), '[{"user":"ada"},{"user":"ada"},{"user":"bob"},{"user":7}]', json).toString(),
  ).map(({ user }: { user: unknown }) => user)
  expect(one).toMatch(/^\[user:[0-9a-f]{16}\]$/)
  expect(two).toBe(one)
  expect(three).not.toBe(one)
  expect(Number.isSafeInteger(number)).toBe(true)
  const elsewhere = makerOf(masks, { pseudonymKey: Buffer.alloc(32, 2) })
  expect(JSON.parse(body(elsewhere, '{"user":"ada"}', json).toString()).user).not.toBe(one)
})

test('text has no fields: masks that want some refuse it', () => {
  expect(() => makerOf([{ code: 'a/b', pointer: '/a' }]).redactor(PLAIN)).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE' }),
  )
})

test('what masks hid is told, but for what was known', () => {
  const told: string[] = []
  const masked = (value: Buffer) => void told.push(value.toString())
  const masks: Mask[] = [{ code: 'a/b', key: 'pin' }, detector('github-token')]
  const text = `{"pin":"four-digits","t":"${githubToken}","k":"known-value"}`
  body(makerOf(masks, { masked, known: ['known-value'] }), text, { units: 'bytes', format: 'json' })
  expect(told).toEqual(['four-digits', githubToken])
})

test('what is taken out, a number, and what a field of the head had are told as well', () => {
  const told: string[] = []
  const masked = (value: Buffer) => void told.push(value.toString())
  const mask = (mode: Mask['mode'], format: 'json' | 'csv' | 'form' | 'yaml', text: string) => {
    const masks: Mask[] = [{ code: 'a/b', key: 'pin', ...(mode && { mode }) }]
    const out = body(makerOf(masks, { masked }), text, { units: 'bytes', format }).toString()
    return [out, ...told.splice(0)]
  }
  expect(mask('remove', 'json', '{"pin":"one","b":1}')).toEqual(['{"b":1}', 'one'])
  expect(mask('remove', 'json', '[{"b":1,"pin":{"x":["t\\u0077o",34],"y":{"z":"three"}}}]')).toEqual([
    ...['[{"b":1}]', 'two', '34', 'three'],
  ])
  expect(mask('fixed', 'json', '{"pin":12345}')).toEqual(['{"pin":0}', '12345'])
  expect(mask('remove', 'csv', 'a,pin\n1,one\n')).toEqual(['a,pin\n1,\n', 'one'])
  expect(mask('remove', 'form', 'a=1&pin=o%6Ee')).toEqual(['a=1', 'one'])
  expect(mask('remove', 'yaml', 'pin: one\n')).toEqual(['pin: null\n', 'one'])
  makerOf([{ code: 'a/b', header: 'x-pin' }], { masked }).headers([['x-pin', 'one']])
  expect(told).toEqual(['one'])
})

test('a text’s units are those of its mark', () => {
  const masker = makerOf([detector('github-token')])
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
  expect(body(masker, utf16(`é ${githubToken} b`)).equals(utf16('é [masked:github-token] b'))).toBe(true)
})

test.each(['csv', 'yaml', 'form', 'events', 'json'] as const)('fields of %s in wider units are refused', (format) => {
  const masker = makerOf([{ code: 'a/b', key: 'password' }])
  const text = 'password=secret\n'
  const refused = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
  expect(() => body(masker, Buffer.from(text, 'utf16le'), { units: 'utf-16le', format })).toThrow(refused)
  expect(() => body(masker, Buffer.from(`\ufeff${text}`, 'utf16le'), { units: 'bytes', format })).toThrow(refused)
})

test('what is declared to be in wider units is masked as UTF-8 as well, which it may be', () => {
  const masker = makerOf([], { known: ['s3cr3t-value'] })
  expect(body(masker, '{"a":"s3cr3t-value"}', { units: 'utf-16', format: 'json' }).toString()).toBe(
    '{"a":"************"}',
  )
})

test('each redactor begins anew', () => {
  const masker = makerOf([detector('github-token')])
  const first = masker.redactor(PLAIN)
  first.write(Buffer.from('ghp_'))
  expect(masker.redactor(PLAIN).write(Buffer.from('plain\n')).toString()).toBe('plain\n')
  expect(first.end().toString()).toBe('ghp_')
})

test.each(['no-such-detector', 'github-token,jwt', '__proto__', ''])('a detector named %j is refused', (name) => {
  expect(() => makerOf([detector('jwt'), detector(name)])).toThrow(
    expect.objectContaining({
      code: 'ERR_UNMASKABLE',
      message: `The policy masks with a detector that there is none of: "${name}".`,
    }),
  )
})
