import { planFinder, rules } from '../../src/detectors/index.ts'
import { makeCorpus } from './corpus/index.ts'

const plan = planFinder(rules)

/** What is found in pieces of so many bytes, dropping what goes by. */
function find(bytes: Buffer, size: number): string[] {
  const finder = plan.create(false)
  const found: string[] = []
  let base = 0
  let told = 0
  for (let at = size; ; at += size) {
    const final = at >= bytes.length
    const from = base
    told =
      base +
      finder.look(bytes.subarray(base, at), final, ({ rule, start, end }) => {
        found.push(`${rule.name} ${from + start} ${from + end}`)
      })
    if (final) return found.sort()
    const drop = told - base - 256
    if (drop > 0) {
      finder.dropped(drop)
      base += drop
    }
  }
}

test('the same is found however the bytes are cut', () => {
  for (const { text } of makeCorpus(1).secrets.slice(0, 200)) {
    const bytes = Buffer.from(text)
    const whole = find(bytes, bytes.length)
    expect(find(bytes, 7)).toEqual(whole)
    expect(find(bytes, 64)).toEqual(whole)
  }
})

test('a copy goes on by itself', () => {
  const finder = plan.create(false)
  const token = `npm${'_'}${'aB3dE6gH9j'.repeat(4).slice(0, 36)}`
  const found: string[] = []
  finder.look(Buffer.from(token.slice(0, 9)), false, () => found.push('early'))
  for (const one of [finder, finder.copy()])
    one.look(Buffer.from(`${token} `), true, ({ rule }) => found.push(rule.name))
  expect(found).toEqual(['npm-token', 'npm-token'])
})

test('within base64 alone, nothing else is found', () => {
  const token = `npm${'_'}${'aB3dE6gH9j'.repeat(4).slice(0, 36)}`
  const found: string[] = []
  const text = `${token} ${Buffer.from(`x${token}`).toString('base64')} `
  plan.create(true).look(Buffer.from(text), true, ({ start, value }) => found.push(`${start} ${value}`))
  expect(found).toEqual([`43 ${token}`])
})
