import { call, fetching, inputOf, push } from '../../policy/inputs.ts'
import { bundle, sallyport } from '../run-cli.ts'

const explained = async (input: unknown) =>
  (await sallyport(['policy', 'explain', '-b', bundle, '-'], { input: JSON.stringify(input) })).out

test('the rules that fired, on what, and the least that would pass', async () => {
  expect(await explained(inputOf('git', [push('refs/heads/main')]))).toMatch(
    new RegExp(
      [
        '^require_approval, by bundle [0-9a-f]{16}',
        '  git/protected-branches: refs/heads/main of acme/shop is protected: pushing to it needs approval\\.',
        '    operation 0: git\\.push on acme/shop#refs/heads/main',
        '    the rule says: Push to another branch and open a pull request, or wait for the approval\\.',
        'It would pass if you:',
        '  - push to another branch, such as refs/heads/agent/change\n$',
      ].join('\n'),
    ),
  )
})

test('what passes needs nothing, and what nothing helps says so', async () => {
  expect(await explained(inputOf('git', [fetching]))).not.toContain('It would pass')
  expect(await explained(inputOf('http', [call('POST', 'write', '/v1/orders')]))).toContain(
    'Nothing that was tried would pass: another operation, or another rule.',
  )
})
