import { checkConfinement, confined, firstInside } from '../../../src/cli/run/confine.ts'
import { needing } from '../../support/parts.ts'

const confinement = {
  command: ['true'],
  directory: '/tmp/private',
  relaySocket: '/tmp/private/relay.sock',
  port: 9,
} as const
const confinable = needing('unshare', '--user', '--map-root-user', '--net', '--pid', '--mount', '--fork', 'true')

/** As a user who is not root, whoever runs the tests. */
function asUser<T>(action: () => Promise<T>): Promise<T> {
  const { getuid, getgid } = process
  Object.assign(process, { getuid: () => 1_000, getgid: () => 1_000 })
  return action().finally(() => Object.assign(process, { getuid, getgid }))
}

confinable('a command line that says what is inside', async () => {
  await asUser(() => checkConfinement(process.env))
  const line = await asUser(() => confined(confinement))
  expect(line.slice(0, 3)).toEqual(['unshare', '--user', '--map-root-user'])
  expect(JSON.parse(line.at(-1)!)).toMatchObject({ command: ['true'], port: 9, user: 1_000, group: 1_000 })
})

test('root is refused, and a directory that would be hidden', async () => {
  const { getuid } = process
  Object.assign(process, { getuid: () => 0 })
  const refused = checkConfinement(process.env).finally(() => Object.assign(process, { getuid }))
  await expect(refused).rejects.toMatchObject({ code: 'ERR_CONFINEMENT_UNAVAILABLE' })
  const hidden = asUser(() => confined({ ...confinement, directory: '/run/user/1000/x' }))
  await expect(hidden).rejects.toThrow('Temporary files are below /run, which is hidden.')
})

test('a machine without the tools is told what is missing', async () => {
  const refused = asUser(() => checkConfinement({ PATH: '/nonexistent' }))
  await expect(refused).rejects.toThrow("This machine can't confine a command: spawn unshare ENOENT.")
})

test('a process without children gets its signals itself', () => {
  expect(firstInside(process.ppid)).toBeGreaterThan(0)
})
