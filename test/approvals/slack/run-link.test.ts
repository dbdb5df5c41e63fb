import { runLink } from '../../../src/approvals/slack/run-link.ts'

const github = { iss: 'https://token.actions.githubusercontent.com', repository: 'acme/shop', run_id: '77' }
const gitlab = { iss: 'https://gitlab.test/', project_path: 'acme/team/shop', job_id: 9 }

test.each([
  ['GitHub', github, 'https://github.com/acme/shop/actions/runs/77'],
  [
    'GitHub with data residence',
    { ...github, iss: 'https://token.actions.octo.ghe.com' },
    'https://octo.ghe.com/acme/shop/actions/runs/77',
  ],
  ['GitLab', gitlab, 'https://gitlab.test/acme/team/shop/-/jobs/9'],
  ['another issuer with GitHub’s claims', { ...github, iss: 'https://ci.test' }, null],
  ['a repository that is none', { ...github, repository: 'acme/shop|x> <!channel' }, null],
  ['a run that is none', { ...github, run_id: '7/../8' }, null],
  ['a job over http', { ...gitlab, iss: 'http://gitlab.test' }, null],
  ['nothing', {}, null],
])('%s', (_who, claims, link) => {
  expect(runLink({ claims })).toBe(link)
})
