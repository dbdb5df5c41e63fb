import { sentence } from '../../../src/protocols/net/words.ts'

test('everything that helps, a line each', () => {
  const { status, headers, body } = sentence({
    ...{ code: 'ERR_DENIED', status: 403, message: 'No.', fix: 'Do without.', exchange: 'x-1', approval: 'a-1' },
    reasons: [
      { code: 'net/tunnels', message: 'Not listed.', fix: 'List it.' },
      { code: 'a/b', message: 'Nor this.' },
    ],
  })
  expect([status, body.toString()]).toEqual([
    403,
    'ERR_DENIED: No.\nnet/tunnels: Not listed.\nList it.\na/b: Nor this.\nDo without.\napproval a-1\nexchange x-1\n',
  ])
  expect(Object.fromEntries(headers)['content-length']).toBe(String(body.length))
})
