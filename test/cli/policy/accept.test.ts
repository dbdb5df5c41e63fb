import { peopleApi, sallyport } from '../run-cli.ts'

test('the sequence is sent with its reason, and what came of it is shown', async () => {
  const api = await peopleApi({ 'POST /policy/sequence': { floor: 6 } })
  expect(await api.run('policy', 'accept', '--sequence', '6', '--reason', 'bad rule')).toEqual({
    status: 0,
    out: 'bundles are taken from sequence 6 on\n',
    err: '',
  })
  expect(api.asked).toEqual(['POST /policy/sequence {"sequence":6,"reason":"bad rule"}'])
  await api.close()
})

test.each([
  [['--sequence', '6'], /required option '-r, --reason <text>' not specified/],
  [['--reason', 'x'], /required option '-s, --sequence <number>' not specified/],
  [['--sequence', '-1', '--reason', 'x'], /must be a whole number/],
  [['--sequence', '1e3', '--reason', 'x'], /must be a whole number/],
  [['--sequence', '9007199254740992', '--reason', 'x'], /must be a whole number/],
])('%j is refused', async (args, words) => {
  const { status, err } = await sallyport(['policy', 'accept', ...args])
  expect([status, err]).toEqual([1, expect.stringMatching(words)])
})
