import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { entry } from '../cli/run-cli.ts'
import { needing } from '../support/parts.ts'
import { type Gate, jobEnvironment, startGate } from './gate.ts'

let gate: Gate
let home: string
let daemons: Server[]
/** Connections that came from inside. */
let reached: string[]

beforeAll(async () => {
  gate = await startGate()
  home = join(gate.directory, 'home')
  await mkdir(home)
  await chmod(home, 0o777)
  const places = [join(home, 'daemon.sock'), `\0${gate.directory}`, { port: 0, host: '0.0.0.0' }]
  reached = []
  daemons = places.map((place) => createServer((socket) => reached.push(String(socket.destroy()))).listen(place))
  await Promise.all(daemons.map((daemon) => once(daemon, 'listening')))
  await chmod(join(home, 'daemon.sock'), 0o777)
}, 60_000)
afterAll(async () => {
  for (const daemon of daemons) daemon.close()
  await gate.close()
})

const NOBODY = 65_534

/** What a shell script prints under --enforce, as a user that is not root. */
async function enforced(script: string, user = process.getuid!() === 0 ? NOBODY : process.getuid!()) {
  const child = spawn(process.execPath, [entry, 'run', '--enforce', '--', 'sh', '-c', script, 'sh', gate.directory], {
    cwd: home,
    // A descriptor that nobody closes; Node looks through the first few.
    stdio: [...Array<'pipe' | 'ignore'>(3).fill('pipe'), ...Array<'ignore'>(17).fill('ignore'), 'pipe'],
    ...(user === process.getuid!() ? {} : { uid: user, gid: user }),
    env: jobEnvironment(gate, home, '?run_id=90'),
  })
  const output = { out: '', err: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output.out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    output.err += text
  })
  await once(child, 'close')
  return { status: child.exitCode, ...output }
}

const CURL = "curl -s -m 5 -o /dev/null -w '%{http_code} '"
const confinable = needing('unshare', '--user', '--map-root-user', '--net', '--pid', '--mount', '--fork', 'true')

confinable('the gate is reached as ever, and nothing else by any way', async () => {
  const { port } = daemons[2]!.address() as { port: number }
  const { status, out } = await enforced(`
    ${CURL} http://api.test/v1/inside
    unset HTTPS_PROXY HTTP_PROXY ALL_PROXY https_proxy http_proxy all_proxy
    ${CURL} http://api.test/
    ${CURL} http://127.0.0.1:${port}/
    ${CURL} ${gate.world.urls.agents}
    ${CURL} http://169.254.169.254/latest/meta-data/
    ${CURL} https://1.1.1.1/dns-query
    ${CURL} 'http://[2606:4700:4700::1111]/'
    ${CURL} --unix-socket "$1/home/daemon.sock" http://daemon/
    ${CURL} --abstract-unix-socket "$1" http://daemon/
    exit 6`)
  expect([status, out]).toEqual([6, `200 ${'000 '.repeat(8)}`])
  expect(reached).toEqual([])
  expect(gate.world.upstream.requests).toEqual(['GET /v1/inside'])
})

confinable('the confinement can neither be looked into nor undone from inside', async () => {
  const { out } = await enforced(`
    try() { "$@" >/dev/null 2>&1 && echo "worked: $*"; }
    grep NoNewPrivs /proc/self/status
    readlink /proc/self/fd/20
    try cat /proc/1/environ
    try nsenter -t 1 -n true
    try umount /run
    try umount "$1/home/daemon.sock"
    try unshare --user --map-root-user --mount umount /run
    try ip link add dummy0 type dummy
    try sudo -n true
    ls -d /proc/${process.pid} 2>/dev/null`)
  expect(out).toBe('NoNewPrivs:\t1\n/dev/null\n')
})

confinable('signals and exit codes pass as without it', async () => {
  expect(await enforced('kill -TERM $$')).toMatchObject({ status: 143 })
})

confinable('a command that would run as root is refused', async () => {
  if (process.getuid!() !== 0) return
  const { status, err } = await enforced('true', 0)
  expect([status, err]).toEqual([
    78,
    expect.stringContaining('ERR_CONFINEMENT_UNAVAILABLE: What runs as root can undo'),
  ])
})
