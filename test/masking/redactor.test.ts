import { textMaskerOf } from '../../src/masking/index.ts'
import { githubToken, innocents, jwt, type Sample, samples } from './secrets.ts'

const KNOWN = ['the gateway\'s own "credential"', 'the gateway', 'grün-pass']
/** What the default policy has always hidden. */
const NAMES = ['github-token', 'aws-access-key', 'private-key', 'jwt', 'slack-token', 'generic-api-key']
const specific = NAMES.slice(0, -1)

function createRedactor(names: readonly string[], known: readonly string[]) {
  return textMaskerOf({ detectors: names.map((name) => ({ name, mode: 'fixed' })), known }).redactor()
}

/** What comes out when the input is cut at these places. */
function redact(input: Buffer, cuts: readonly number[], chosen = NAMES, known = KNOWN): string {
  const redactor = createRedactor(chosen, known)
  const out: Buffer[] = []
  let from = 0
  for (const cut of [...cuts, input.length]) {
    out.push(redactor.write(input.subarray(from, cut)))
    from = cut
  }
  out.push(redactor.end())
  return Buffer.concat(out).toString('latin1')
}

const bytes = (text: string) => Buffer.from(text)
const whole = (text: string) => redact(bytes(text), [])

/** A detector's own, where another one would see the same. */
const chosenFor = ({ detector }: Sample) => [detector === 'aws-secret-access-key' ? 'aws-access-key' : detector]

describe.each(samples.map((sample, at) => [`${sample.detector} ${at}`, sample] as const))('%s', (_, sample) => {
  const input = bytes(sample.before + sample.secret + sample.after)
  const expected = `${sample.before}[masked:${sample.detector}]${sample.after}`

  test('is masked, and nothing around it', () => {
    expect(redact(input, [], chosenFor(sample))).toBe(expected)
  })

  test('is masked the same wherever the input is cut in two', () => {
    const outputs = new Set(Array.from(input, (_byte, cut) => redact(input, [cut], chosenFor(sample))))
    expect([...outputs]).toEqual([expected])
  })

  test('is masked the same byte by byte', () => {
    const cuts = Array.from(input, (_byte, cut) => cut)
    expect(redact(input, cuts, chosenFor(sample))).toBe(expected)
  })
})

test('with all detectors, no piece of any secret is left, however the text of all of them is cut', () => {
  const input = bytes(samples.map(({ before, secret, after }) => `${before}${secret}${after}\n`).join(''))
  const once = redact(input, [])
  for (const { secret } of samples) expect(once).not.toContain(secret.slice(0, 12))
  for (const size of [1, 2, 3, 7, 64, 1000, 4096]) {
    const cuts = Array.from({ length: Math.floor(input.length / size) }, (_, at) => at * size)
    expect(redact(input, cuts)).toBe(once)
  }
})

test.each(innocents)('%j passes unchanged', (text) => {
  expect(whole(text)).toBe(text)
})

test('bytes that are no text pass unchanged, whatever the chunks', () => {
  const input = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 37 + (at >> 8)) % 256))
  expect(redact(input, [1, 2, 3, 1000, 1001])).toBe(input.toString('latin1'))
  expect(redact(bytes('grün ☃ 🙂'), [2, 3, 7, 9])).toBe(bytes('grün ☃ 🙂').toString('latin1'))
})

test('known strings are masked wherever they are, the longest first, cut or not', () => {
  const input = bytes('xthe gateway\'s own "credential"x, the gateway, grün-pass, the gatewa')
  const expected = 'x[masked:credential]x, [masked:credential], [masked:credential], the gatewa'
  expect(redact(input, [])).toBe(expected)
  for (let cut = 0; cut < input.length; cut++) expect(redact(input, [cut])).toBe(expected)
  expect(
    redact(
      input,
      Array.from(input, (_, cut) => cut),
    ),
  ).toBe(expected)
})

test('a known string is masked as a whole where a detector would take a part of it', () => {
  const known = 'abcdef,ghijkl'
  expect(redact(bytes(`password=${known}`), [], NAMES, [known])).toBe('password=[masked:credential]')
})

test('what has a name and a shape is masked by its shape, to its end', () => {
  expect(whole(`token=${githubToken}\n`)).toBe('token=[masked:github-token]\n')
  expect(whole(`{"token":"${jwt}"}`)).toBe('{"token":"[masked:jwt]"}')
})

test('a quoted value is masked to its closing quote, past escaped ones', () => {
  const input = bytes(`{"password":"a\\"b\\\\c d,e${'x'.repeat(200)}\\\\\\"f\\"g","x":"y"}`)
  for (let cut = 0; cut < input.length; cut++) {
    expect(redact(input, [cut])).toBe('{"password":"[masked:generic-api-key]","x":"y"}')
  }
})

test('a private key that never ends is masked as far as it may go', () => {
  const begin = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')
  const input = bytes(`{"a":"${begin}\\n${'x'.repeat(200_000)}","b":1}`)
  expect(redact(input, [100, 70_000], specific)).toBe('{"a":"[masked:private-key]","b":1}')
  expect(redact(input.subarray(0, 150_000), [9], specific)).toBe('{"a":"[masked:private-key]')
})

test('one chunk may be as large as it likes', () => {
  expect(whole(`{"password":"${'x'.repeat(30_000_000)}"}`)).toBe('{"password":"[masked:generic-api-key]"}')
})

test('nothing is held back but what may yet be a secret', () => {
  const sent = (text: string) => createRedactor(NAMES, KNOWN).write(bytes(text)).toString()
  expect(sent('data: hello\n\n')).toBe('data: hello\n\n')
  expect(sent('data: gh')).toBe('data: ')
  expect(sent('data: ghp_abc ')).toBe('data: ghp_abc ')
  expect(sent('a token')).toBe('a ')
  expect(sent('a tokenizer')).toBe('a ')
  expect(sent('a tokenizer, a token. So')).toBe('a tokenizer, a token. So')
  // A value may be on the next line.
  expect(sent('a token\nof.')).toBe('a token\nof.')
  expect(sent(`a ${githubToken}`)).toBe('a ')
  expect(sent(`a ${githubToken}, `)).toBe('a [masked:github-token], ')
})

test('a secret without an end is told by what comes behind it', () => {
  const redactor = createRedactor(NAMES, [])
  const sent = Array.from({ length: 5000 }, (_, at) => redactor.write(bytes(at === 0 ? ' eyJ' : 'a')).toString())
  expect(sent.flatMap((out, at) => (out === '' ? [] : [[at, out]]))).toEqual([[0, ' ']])
  expect(redactor.write(bytes(' end\n')).toString()).toBe('[masked:jwt] end\n')
})

test('secrets are counted', () => {
  const redactor = createRedactor(NAMES, ['abc-def'])
  redactor.write(bytes(`${githubToken} abc-def password=123456`))
  redactor.end()
  expect(redactor.count()).toBe(3)
})

test('without anything to look for, everything passes', () => {
  expect(redact(bytes(githubToken), [3], [], [''])).toBe(githubToken)
})
