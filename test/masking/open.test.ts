import { openMasking } from '../../src/masking/open.ts'
import { createSharedValues } from '../../src/masking/shared-values.ts'
import { githubToken } from './secrets.ts'

const NONE = [] as const
const unshared = createSharedValues({ add: async () => {}, of: async () => [] }, Buffer.alloc(32), Date.now, () => {})
const CREDENTIAL = ['opens', 'the', 'upstream'].join('-')

function opened() {
  let known: readonly string[] = []
  const masking = openMasking({ known: () => known, custom: () => NONE, shared: unshared, key: Buffer.alloc(32) })
  return {
    masking,
    learn(value: string) {
      known = [...known, value]
    },
  }
}

test('what a detector finds is recorded by nobody, and no credential once it has been opened', () => {
  const { masking, learn } = opened()
  expect(masking.recordMasker('s').value(`a ${githubToken}`)).toBe('a [masked:github-token]')
  expect(masking.recordMasker('s').value(CREDENTIAL)).toBe(CREDENTIAL)
  expect(masking.recordMasker('s')).toBe(masking.recordMasker('other'))
  learn(CREDENTIAL)
  expect(masking.recordMasker('s').value(`a ${CREDENTIAL}`)).toBe('a [masked:credential]')
})

test('cookies are recorded by nobody', () => {
  expect(
    opened()
      .masking.recordMasker('s')
      .headers([['set-cookie', 'a=b']]),
  ).toEqual([['set-cookie', '[masked:header]']])
})

test('what was masked once is masked wherever it shows up again in the session, and in no other', () => {
  const { masking } = opened()
  const redactor = masking.createMasker([{ code: 'a', key: 'pin' }], 's').redactor({ units: 'bytes', format: 'json' })
  redactor.write(Buffer.from('{"pin":"correct horse"}'))
  const seen = (session: string) => masking.createMasker([], session).value('a correct horse b')
  expect([seen('s'), seen('t')]).toEqual(['a ************* b', 'a correct horse b'])
  expect(masking.recordMasker('s').value('a correct horse b')).toBe('a [masked:value] b')
  expect(masking.recordMasker('t').value('a correct horse b')).toBe('a correct horse b')
})

test('what a detector masked is masked by it again, and as it was: by the same pseudonym', () => {
  const { masking } = opened()
  const seen = () => {
    const redactor = masking
      .createMasker([{ code: 'a', detector: 'github-token', mode: 'pseudonym' }], 's')
      .redactor({ units: 'bytes', format: 'text' })
    return Buffer.concat([redactor.write(Buffer.from(`a ${githubToken} b`)), redactor.end()]).toString()
  }
  const first = seen()
  expect(first).toMatch(/^a \[github-token:[0-9a-f]{16}\] b$/)
  expect(seen()).toBe(first)
})

test('pseudonyms are a session’s own', () => {
  const { masking } = opened()
  const named = (session: string) =>
    masking.createMasker([{ code: 'a', header: 'x-user', mode: 'pseudonym' }], session).headers([['x-user', 'ada']])
  expect(named('s')).toEqual(named('s'))
  expect(named('s')).not.toEqual(named('t'))
})

test('what another replica masked is masked here as well, by its hash', async () => {
  const key = Buffer.alloc(32, 7)
  const kept: { session: string; hash: string }[] = []
  const store = {
    add: async (values: typeof kept) => void kept.push(...values),
    of: async (session: string) => kept.filter((it) => it.session === session).map(({ hash }) => hash),
  }
  const replica = () =>
    openMasking({
      ...{ known: () => NONE, custom: () => NONE, key: Buffer.alloc(32) },
      shared: createSharedValues(store, key, Date.now, fail),
    })
  const [one, other] = [replica(), replica()]
  const redactor = one.createMasker([{ code: 'a', key: 'pin' }], 's').redactor({ units: 'bytes', format: 'json' })
  redactor.write(Buffer.from('{"pin":"correct-horse"}'))
  while (kept.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(kept).toEqual([{ session: 's', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }])
  await Promise.all([other.learn('s'), other.learn('t')])
  const seen = (session: string) => other.createMasker([], session).value('a correct-horse b')
  expect([seen('s'), seen('t')]).toEqual(['a ************* b', 'a correct-horse b'])
  expect(other.recordMasker('s').value('a correct-horse b')).toBe('a [masked:value] b')
})

function fail(error: unknown): void {
  throw error
}
