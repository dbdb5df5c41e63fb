import { didYouMean, nearest } from '../../src/config/nearest.ts'

test.each([
  ['upstraem', ['upstream', 'hosts'], 'upstream'],
  ['dataDirectory', ['data_directory', 'store'], 'data_directory'],
  ['host', ['hosts', 'port'], 'hosts'],
  ['gti', ['http', 'git'], 'git'],
  ['GIT', ['git'], 'git'],
  ['kubernetes', ['http', 'git'], undefined],
  ['tls', ['behind_tls'], undefined],
  ['odd', ['mode'], undefined],
  ['x', ['a', 'b'], undefined],
  ['', ['ci'], undefined],
  ['anything', [], undefined],
])('%s among %j: %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})

test('a question where there is a candidate', () => {
  expect(didYouMean('lable', ['labels'])).toBe('; did you mean "labels"?')
  expect(didYouMean('zone', ['labels'])).toBe('')
})
