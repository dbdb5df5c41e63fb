import { needingOpa } from '../../policy/real-opa.ts'
import { POLICIES, policiesWith } from '../../policy/workshop/policies.ts'
import { sallyport } from '../run-cli.ts'

const test = needingOpa()
const odd = 'package sallyport.rules.git.odd\n\ndeny contains {"message": "No."} if input.sesion.agent   == "x"\n'

test('check says what is wrong, and fmt mends the form', async () => {
  expect(await sallyport(['policy', 'check', POLICIES])).toEqual({
    status: 0,
    out: `${POLICIES}: nothing is wrong\n`,
    err: '',
  })
  const policies = policiesWith({ 'rules/git/odd/odd.rego': odd })
  expect((await sallyport(['policy', 'check', policies])).err).toContain(
    'Not formatted:\nrules/git/odd/odd.rego\nfix: Run: sallyport policy fmt',
  )
  expect((await sallyport(['policy', 'fmt', policies])).out).toBe('rules/git/odd/odd.rego\n')
  const { status, err } = await sallyport(['policy', 'check', policies])
  expect([status, err]).toEqual([1, expect.stringContaining('undefined ref: input.sesion.agent')])
}, 60_000)
