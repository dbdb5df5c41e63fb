import { NOON } from '../../support/rows.ts'
import { peopleApi } from '../run-cli.ts'

const none = { by: null, reason: null, replica: 'one' }
const shown = {
  revision: 'r8',
  sequence: 8,
  source: 'https://bundles.test/b\u001b[2J',
  activatedAt: NOON,
  checkedAt: NOON + 1_000,
  lastError: { code: 'ERR_POLICY_SIGNATURE', message: 'It can’t be trusted.', at: NOON + 2_000 },
  floor: 6,
  changes: [
    { id: 3, at: NOON, kind: 'activated', revision: 'r8', sequence: 8, ...none },
    {
      id: 2,
      at: NOON,
      kind: 'lowered',
      revision: null,
      sequence: 6,
      by: 'operator',
      reason: 'bad\nrule',
      replica: 'two',
    },
    { id: 1, at: NOON, kind: 'refused', revision: null, sequence: null, ...none, reason: 'ERR_POLICY_BUNDLE: broken' },
  ],
}

async function run(answer: object, ...args: string[]) {
  const api = await peopleApi({ 'GET /policy?limit=10': answer })
  const ran = await api.run('policy', 'status', ...args)
  await api.close()
  return ran
}

test('what is in force and since when, where it comes from, what went wrong, and what happened', async () => {
  expect(await run(shown)).toEqual({
    status: 0,
    out: `revision    r8
sequence    8; none below 6 is taken
source      https://bundles.test/b?[2J
in force    since 2040-01-02T12:00:00.345Z
last check  2040-01-02T12:00:01.345Z
last error  2040-01-02T12:00:02.345Z  ERR_POLICY_SIGNATURE: It can’t be trusted.
  2040-01-02T12:00:00.345Z  activated  r8 sequence 8  on one
  2040-01-02T12:00:00.345Z  lowered  sequence 6  by operator  bad?rule  on two
  2040-01-02T12:00:00.345Z  refused  ERR_POLICY_BUNDLE: broken  on one
`,
    err: '',
  })
})

test('what is not there is said to be none', async () => {
  const { out } = await run({ ...shown, sequence: null, checkedAt: null, lastError: null, floor: null, changes: [] })
  expect(out).toBe(`revision    r8
sequence    none; any is taken
source      https://bundles.test/b?[2J
in force    since 2040-01-02T12:00:00.345Z
last check  none was answered
last error  none
`)
})

test('everything as JSON, which can’t steer the terminal either', async () => {
  const { out } = await run(shown, '--json')
  expect(JSON.parse(out)).toEqual(shown)
  expect(out).not.toContain('\u001b')
})
