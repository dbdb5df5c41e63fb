import { call, inputOf, push } from '../../policy/inputs.ts'
import { bundle, peopleApi, sallyport } from '../run-cli.ts'

test('an exchange of a running gateway is judged again', async () => {
  const input = inputOf('git', [push('refs/heads/main')])
  const api = await peopleApi({ 'GET /exchanges/x-1/input': input })
  try {
    const ran = await api.run('policy', 'decide', '--bundle', bundle, '--exchange', 'x-1')
    expect([ran.status, ran.err]).toEqual([2, ''])
    expect(JSON.parse(ran.out)).toMatchObject({ effect: 'require_approval' })
    const missing = await api.run('policy', 'decide', '-b', bundle, '-x', 'x-2')
    expect([missing.status, missing.out]).toEqual([1, ''])
    expect(missing.err).toContain('ERR_NOT_FOUND')
  } finally {
    await api.close()
  }
})

test('standard input is judged', async () => {
  const input = JSON.stringify(inputOf('http', [call('GET', 'read', '/a')]))
  expect((await sallyport(['policy', 'decide', '-b', bundle, '-'], { input })).status).toBe(0)
})
