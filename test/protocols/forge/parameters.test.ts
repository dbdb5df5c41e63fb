import { readBody, readParameters, refuseForms } from '../../../src/protocols/forge/parameters.ts'
import { type Asked, requestOf } from '../requests.ts'

const JSON_TYPE = [['content-type', 'application/json; charset=utf-8']] as const
const read = async (asked: Asked, folded = false) =>
  Object.fromEntries(await readParameters(requestOf({ method: 'POST', headers: JSON_TYPE, ...asked }), folded))

test('query and body together', async () => {
  expect(await read({ target: '/x?ref=a%2Fb&empty', body: '{"branch":"main","n":[1]}' })).toEqual({
    ref: 'a/b',
    empty: '',
    branch: 'main',
    n: [1],
  })
  expect(await read({ target: '/x?ref=a', headers: [] })).toEqual({ ref: 'a' })
  expect(await read({ target: '/x?ref=a', body: '' })).toEqual({ ref: 'a' })
  expect(await read({ target: '/x', body: '["bug"]' })).toEqual({})
  expect(await read({ body: '{"Branch":"main"}' }, true)).toEqual({ branch: 'main' })
})

test.each(['application/json', 'application/vnd.github+json', 'Application/JSON;charset="UTF-8"'])(
  '%s is read',
  async (type) => {
    expect(await read({ body: '{"a":1}', headers: [['content-type', type]] })).toEqual({ a: 1 })
  },
)

test.each([
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json; charset=utf-16',
  'application/json, text/plain',
  'application/graphql',
])('%s is not', async (type) => {
  await expect(read({ body: '{}', headers: [['content-type', type]] })).rejects.toThrow(
    `Sallyport reads only JSON here, and the body's content type is "${type}".`,
  )
})

test.each<[string, Asked]>([
  ['more than one Content-Type', { body: '{}', headers: [...JSON_TYPE, ['content-type', 'text/plain']] }],
  ['no compressed bodies', { body: '{}', headers: [...JSON_TYPE, ['content-encoding', 'identity']] }],
  ['gives "a" in its query and in its body', { target: '/x?a=1', body: '{"a":1}' }],
  ['The query has "a" twice', { target: '/x?a=1&a=1' }],
  ['a semicolon', { target: '/x?a=1;b=2' }],
  ['no query parameter like "a[]"', { target: '/x?a%5B%5D=1' }],
  ['no "sudo"', { target: '/x?sudo=1' }],
  ['no "Private_Token"', { body: '{"Private_Token":"x"}' }],
  ['no "_method"', { body: '{"_method":"DELETE"}' }],
])('refused: %s', async (words, asked) => {
  await expect(read(asked)).rejects.toThrow(words)
})

test('a body is read in pieces, and to a limit', async () => {
  expect(await read({ body: `{"content":"${'a'.repeat(1000)}","branch":"main"}`, step: 7 })).toMatchObject({
    branch: 'main',
  })
  const large = `{"content":"${'a'.repeat(33 * 1024 ** 2)}"}`
  await expect(read({ body: large, step: 4 * 1024 ** 2 })).rejects.toThrow(
    'The body is longer than the 32 MiB that Sallyport reads of it.',
  )
})

test('a body that ends at the limit is read whole', async () => {
  const whole = JSON.stringify({ content: 'a'.repeat(32 * 1024 ** 2 - 14) })
  expect(whole).toHaveLength(32 * 1024 ** 2)
  expect(await readBody(requestOf({ method: 'POST', headers: JSON_TYPE, body: whole }), false)).toEqual(
    JSON.parse(whole),
  )
})

test('forms are refused, unread', () => {
  const form = (type: string) => () => refuseForms(requestOf({ method: 'POST', headers: [['content-type', type]] }))
  expect(form('application/x-www-form-urlencoded')).toThrow('Sallyport passes no forms on.')
  expect(form('Multipart/Form-Data')).toThrow('Sallyport passes no forms on.')
  expect(form('application/octet-stream')).not.toThrow()
})
