import { execFileSync } from 'node:child_process'
import { noProxyOf, relayUrl, variablesFor } from '../../../src/cli/run/variables.ts'

const options = {
  proxy: relayUrl({ password: 'p', port: 9 }),
  noProxy: noProxyOf(['.direct.test']),
  authorities: { all: '/all.pem', more: '/more.pem' },
  gitHeaders: ['http.https://forge.test/.extraheader'],
  environment: {},
}

test('every tool is led to the relay, in both cases, and trusts the gate', () => {
  const set = variablesFor(options)
  const proxy = 'http://run:p@127.0.0.1:9'
  const noProxy = 'localhost,127.0.0.1,::1,.direct.test'
  const way = { HTTPS_PROXY: proxy, https_proxy: proxy, http_proxy: proxy, ALL_PROXY: proxy, no_proxy: noProxy }
  const trust = { SSL_CERT_FILE: '/all.pem', npm_config_cafile: '/all.pem', NODE_EXTRA_CA_CERTS: '/more.pem' }
  expect(set).toMatchObject({ ...way, ...trust, NO_PROXY: noProxy, NODE_USE_ENV_PROXY: '1' })
})

test("git's settings come after those that are there, and end the lists", () => {
  const before = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.https://forge.test/.extraheader',
    GIT_CONFIG_VALUE_0: 'A: b',
  }
  const environment = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', ...before }
  const set = variablesFor({ ...options, environment })
  expect(set).toMatchObject({
    GIT_CONFIG_COUNT: '5',
    GIT_CONFIG_KEY_1: 'http.proxyAuthMethod',
    GIT_TERMINAL_PROMPT: '0',
  })
  const listed = execFileSync('git', ['config', '--list'], { env: { ...environment, ...set }, cwd: '/' })
  expect(String(listed)).toBe(
    [
      'http.https://forge.test/.extraheader=A: b',
      'http.proxyauthmethod=basic',
      'credential.helper=',
      'http.extraheader=',
      'http.https://forge.test/.extraheader=',
      '',
    ].join('\n'),
  )
})
