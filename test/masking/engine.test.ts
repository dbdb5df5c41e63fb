import { type Match, planFinder, rules } from '../../src/detectors/index.ts'
import { createEngine, type Treatment } from '../../src/masking/engine.ts'
import { githubToken } from './secrets.ts'

const plan = planFinder(rules.filter(({ name }) => ['github-token', 'generic-api-key', 'private-key'].includes(name)))

function run(chunks: readonly string[], sameLength = false): { steps: string[]; hidden: string[] } {
  const hidden: string[] = []
  const treatment: Treatment<Match> = {
    rankOf: ({ rule }) => (rule.confidence === 'provider' ? 0 : 1),
    compare: (one, other) => one.order - other.order,
    replace: ({ rule }) => ({ update: () => {}, end: () => `<${rule.name}>` }),
    hidden: ({ rule }) => void hidden.push(rule.name),
    sameLength,
    wide: false,
  }
  const steps: string[] = []
  const out = {
    pass: (bytes: Buffer) => void steps.push(bytes.toString()),
    hide: (count: number, text: string) => void steps.push(`-${count}${text}`),
  }
  const engine = createEngine(plan, treatment)
  for (const chunk of chunks) engine.write(Buffer.from(chunk), out)
  engine.end(out)
  expect(engine.count()).toBe(hidden.length)
  return { steps: steps.filter((step) => step !== ''), hidden }
}

test('of matches that overlap, one says what is written for all', () => {
  expect(run([`token = "${githubToken}" or`])).toEqual({
    steps: ['token = "', `-${githubToken.length}`, '-0<github-token>', '" or'],
    hidden: ['github-token'],
  })
})

test('as many asterisks, as they go by', () => {
  expect(
    run([`a ${githubToken}`, 'abc '], true)
      .steps.join('')
      .replaceAll(/-\d+/g, ''),
  ).toBe(`a ${'*'.repeat(githubToken.length + 3)} `)
})

test('what has no end is told in time, and nothing of it kept', () => {
  const begin = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')
  const { steps } = run([begin, ...Array.from({ length: 200 }, () => `${'Ab1/'.repeat(250)}\n`), '"; end'])
  const told = steps.indexOf('-0<private-key>')
  expect(steps.slice(told + 1).join('')).toBe('"; end')
  expect(steps.slice(0, told).reduce((sum, step) => sum + Number(step.slice(1)), 0)).toBe(begin.length + 200 * 1001)
  // Hidden as it came, but for what a whole key may be told by.
  expect(steps.length).toBeGreaterThan(150)
})
