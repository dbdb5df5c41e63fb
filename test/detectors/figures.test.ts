import { makeCorpus } from './corpus/index.ts'
import { figuresOf } from './figures.ts'

const figures = figuresOf()

test('the corpus is the same in every run, and as large as it is meant to be', () => {
  expect(makeCorpus()).toEqual(makeCorpus())
  expect(figures).toMatchObject({ found: { all: { of: 784 } }, families: 130, lookalikes: 413 })
})

test('at least 95 of 100 secrets are found', () => {
  expect(figures.found).toEqual({
    all: { of: 784, are: 772 },
    shaped: { of: 628, are: 623 },
    generic: { of: 156, are: 149 },
  })
  expect(figures.found.all.are / figures.found.all.of).toBeGreaterThan(0.95)
})

test("no look-alike is taken for a provider's, and few for a secret at all", () => {
  expect(figures.reported.filter(({ found }) => found.confidence === 'provider')).toEqual([])
  expect(figures.reported.map(({ innocent, found }) => `${innocent.kind}: ${found.rule}`)).toEqual([
    ...Array<string>(4).fill('token of a document: generic-api-key'),
    ...Array<string>(2).fill('password of a test: generic-password'),
  ])
})

test.each([1, 2, 3, 4, 5])('with other secrets too: seed %d', (seed) => {
  const { found, reported } = figuresOf(seed)
  expect(found.all.are / found.all.of).toBeGreaterThan(0.95)
  expect(reported.filter((one) => one.found.confidence === 'provider')).toEqual([])
})
