import { withoutCredentials } from '../../../src/cli/run/credentials.ts'

const key = ['AKIA', 'Z7Q4M2XKWB', '5TNDHP'].join('')

test('what opens something goes, by its name or its value; settings stay', () => {
  const opens = {
    AWS_ACCESS_KEY_ID: 'x',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'x',
    ARM_CLIENT_SECRET: 'x',
    GITHUB_TOKEN: 'x',
    CI_JOB_JWT_V2: 'x',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'x',
    ACTIONS_RUNTIME_TOKEN: 'x',
    npm_token: 'x',
    SSH_AUTH_SOCK: '/tmp/agent',
    SALLYPORT_ID_TOKEN: 'x',
    CARGO_REGISTRIES_OURS_TOKEN: 'x',
    UPLOAD: `--key ${key}`,
  }
  const stays = {
    PATH: '/bin',
    AWS_REGION: 'eu-west-1',
    AZURE_TENANT_ID: 'y',
    GITHUB_SHA: 'a',
    CI: 'true',
    GH_TOKEN: '',
  }
  expect(withoutCredentials({ ...opens, ...stays }, [])).toEqual({
    environment: stays,
    removed: Object.keys(opens).sort(),
  })
})

test('what is to be kept is kept', () => {
  const { environment, removed } = withoutCredentials({ GITHUB_TOKEN: 'x', DEPLOY: key, NPM_TOKEN: 'y' }, [
    'GITHUB_TOKEN',
    'DEPLOY',
  ])
  expect([environment, removed]).toEqual([{ GITHUB_TOKEN: 'x', DEPLOY: key }, ['NPM_TOKEN']])
})
