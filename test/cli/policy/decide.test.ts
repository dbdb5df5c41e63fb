import { temporaryFolder, write } from '../../config/files.ts'
import { call, deletion, inputOf, push } from '../../policy/inputs.ts'
import { bundle, sallyport } from '../run-cli.ts'

const folder = temporaryFolder()
const judge = (input: unknown) => sallyport(['policy', 'decide', '-b', bundle, '-'], { input: JSON.stringify(input) })

test.each([
  ['allow', 0, inputOf('git', [push('refs/heads/topic')])],
  ['mask', 0, inputOf('http', [call('GET', 'read', '/a')])],
  ['require_approval', 2, inputOf('git', [push('refs/heads/main')])],
  ['deny', 3, inputOf('git', [deletion('refs/heads/main')])],
])('%s: the decision is printed, and is exit status %d', async (effect, status, input) => {
  const ran = await judge(input)
  expect([ran.status, ran.err]).toEqual([status, ''])
  expect(JSON.parse(ran.out)).toMatchObject({ effect, bundle: expect.stringMatching(/./) })
})

test('a file is judged by the configured bundle', async () => {
  const input = write(folder, JSON.stringify(inputOf('http', [call('GET', 'read', '/a')])), 'input.json')
  const config = write(folder, 'policy: {}\n')
  expect((await sallyport(['policy', 'decide', input, '-c', config])).err).toContain(
    'policy must have exactly one of bundle and service',
  )
  expect((await sallyport(['policy', 'decide', '-b', bundle, input])).status).toBe(0)
})

test.each([
  [
    'no such file',
    ['-b', bundle, 'nothing.json'],
    /^ERR_REQUEST: The input document nothing\.json can't be read\.\ncause: ENOENT/,
  ],
  ['no JSON', ['-b', bundle, '-'], /^ERR_REQUEST: The input document - can't be read\.\ncause: /],
  ['no such bundle', ['-b', 'nothing.tar.gz', '-'], /^ERR_POLICY_MISSING: /],
])('%s is a failure, exit status 1, never a decision', async (_what, args, words) => {
  const { status, out, err } = await sallyport(['policy', 'decide', ...args], { input: '{' })
  expect([status, out]).toEqual([1, ''])
  expect(err).toMatch(words)
})
