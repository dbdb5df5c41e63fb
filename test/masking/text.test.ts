import { textMaskerOf } from '../../src/masking/text.ts'
import { githubToken, jwt } from './secrets.ts'

const email = ['ada', 'acme.dev'].join('@')

test('a text of any characters is masked as a whole', () => {
  const masker = textMaskerOf({ detectors: [{ name: 'provider', mode: 'fixed' }], known: ['grün'] })
  expect(masker.value(`☃ ${githubToken} grün 🙂`)).toBe('☃ [masked:github-token] [masked:credential] 🙂')
  expect(masker.value('\ud83d')).toBe('\ud83d')
  expect([masker.suspects(`a ${jwt}`), masker.suspects('a'), masker.empty]).toEqual([true, false, false])
})

test('nothing to look for', () => {
  const masker = textMaskerOf({ detectors: [], known: [''] })
  expect([masker.empty, masker.suspects(githubToken), masker.value(githubToken)]).toEqual([true, false, githubToken])
})

test('a rule by its name has its own mode', () => {
  const masker = textMaskerOf({
    detectors: [
      { name: 'email', mode: 'pseudonym' },
      { name: 'personal', mode: 'remove' },
    ],
    known: [],
    pseudonymKey: Buffer.from('a key'),
  })
  const [first, second] = masker.value(`${email} +49 30 901820; ${email}`).split(' ; ')
  expect(first).toMatch(/^\[email:[0-9a-f]{16}\]$/)
  expect(second).toBe(first)
})

test('known values keep the length of everything', () => {
  const masker = textMaskerOf({ detectors: [], known: ['s3cr"t'], knownMode: 'same_length' })
  expect(masker.value('{"a":"s3cr\\"t"}')).toBe('{"a":"*******"}')
})

test('what was hidden is told, but not what only its name made a secret of', () => {
  const told: string[] = []
  const masker = textMaskerOf({
    detectors: ['provider', 'generic'].map((name) => ({ name, mode: 'fixed' })),
    known: [],
    masked: (name, value) => told.push(`${name} ${value}`),
  })
  masker.value(`${githubToken} password: String password: "aB3dE6gH9j!"`)
  expect(told).toEqual([`github-token ${githubToken}`, 'generic-password aB3dE6gH9j!'])
})

test('detectors of policy count like any other', () => {
  const custom = {
    ...{ name: 'order', title: 'Order', pattern: 'ORD-[0-9]{6}' },
    ...{ examples: ['ORD-123456'], lookalikes: ['ORD-1'] },
  }
  for (const name of ['order', 'custom']) {
    const masker = textMaskerOf({ detectors: [{ name, mode: 'fixed' }], known: [], custom: [custom] })
    expect(masker.value('an ORD-654321.')).toBe('an [masked:order].')
  }
})

test('a list that its owner changes is looked for as it is now', () => {
  const known = ['first-one']
  const mask = () =>
    textMaskerOf({ detectors: [], known, remembered: ['session-one'] }).value('first-one other-one session-one')
  expect(mask()).toBe('[masked:credential] other-one [masked:value]')
  known[0] = 'other-one'
  expect(mask()).toBe('first-one [masked:credential] [masked:value]')
})

test('streams of large chunks that come in turns are masked as if each were alone, wherever they are cut', () => {
  const masker = textMaskerOf({ detectors: [], known: ['a known credential of 32 letters'] })
  const line = (at: number) => `${at} nothing to see here, 100% of it\n`
  const filling = Array.from({ length: 300 }, (_, at) => line(at)).join('')
  const text = `${filling}a known credential of 32 letters${filling}a%20known%20credential%20of%2032%20letters${filling}`
  const expected = text.replaceAll(/a(%20| )known.*letters/g, '[masked:credential]')
  const first = filling.length
  for (let cut = first - 3; cut < first + 35; cut++) {
    const streams = [0, 1].map((late) => ({ redactor: masker.redactor(), out: [] as Buffer[], late }))
    for (const [from, to] of [
      [0, cut],
      [cut, 2 * cut],
      [2 * cut, text.length],
    ] as const) {
      for (const { redactor, out, late } of streams) {
        out.push(redactor.write(Buffer.from(text.slice(from && from + late, to === text.length ? to : to + late))))
      }
    }
    for (const { redactor, out } of streams) {
      expect(Buffer.concat([...out, redactor.end()]).toString()).toBe(expected)
    }
  }
})
