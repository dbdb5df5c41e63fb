import { namesNoSecret, spelled, wordsOf } from '../../src/detectors/names.ts'

test.each([
  ['dbPassword', ['db', 'password']],
  ['DB_PASSWORD', ['db', 'password']],
  ['X-Api-Key', ['x', 'api', 'key']],
  ['--password', ['password']],
  ['acme.api.key2', ['acme', 'api', 'key2']],
  ['HTTPKey', ['httpkey']],
  ['', []],
])('the words of %j', (name, words) => {
  expect(wordsOf(name)).toEqual(words)
})

test('a name of several words is spelled in four ways', () => {
  expect(spelled('api key', 'token')).toEqual(['api_key', 'api-key', 'apikey', 'api.key', 'token'])
})

test('what is no secret, though it is called like one', () => {
  expect(namesNoSecret(['public', 'key'])).toBe(true)
  expect(namesNoSecret(['token', 'id'])).toBe(true)
  expect(namesNoSecret(['cookie', 'secret'])).toBe(false)
})
