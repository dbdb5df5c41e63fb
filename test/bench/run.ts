import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession } from '../../scripts/sample/session.ts'
import { startWorld } from '../../scripts/sample/world.ts'
import { protocolCategories } from '../../src/policy/workshop/build.ts'
import { ensureOpa } from '../../src/policy/workshop/opa.ts'
import { tarGz } from '../policy/archives.ts'
import { defaultBundle } from '../policy/engines.ts'
import { corpusFigures } from './corpus.ts'
import { decisionMicroseconds } from './decision.ts'
import { measureGit } from './git.ts'
import { holdFigures, releaseMilliseconds, voteMilliseconds } from './holds.ts'
import { exchangesPerSecond, identifyMicroseconds } from './identity.ts'
import { journalFigures } from './journal.ts'
import { cpuSeconds, fsyncMedian, median, residentMiB, runLoad, startProcess } from './machine.ts'
import { maskingFigures } from './masking.ts'
import { startMitmproxy } from './mitmproxy.ts'
import { activation, decisionsPerSecond, evaluationMicroseconds, libraryOf } from './policy.ts'
import { firstRequests, idleTunnels, nextRequests, type ProxyTarget, requestsPerSecond } from './proxy.ts'
import { revocationMilliseconds } from './revocation.ts'
import { searchFigures } from './search.ts'

/** `npm run bench [-- --json]`: everything side by side in one run, on loopback. Ratios carry over; absolutes do not. */
interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly ratio?: number
  readonly against?: string
  readonly promise?: string
}

const json = process.argv.includes('--json')
const ROUNDS = 3
const MIB = 1024 ** 2
const figures: Figure[] = []

function figure(name: string, value: number, unit: string, against?: Figure, promise?: string): Figure {
  const made = {
    name,
    value,
    unit,
    ...(against === undefined ? {} : { ratio: value / against.value, against: against.name }),
    ...(promise === undefined ? {} : { promise }),
  }
  figures.push(made)
  const compared = made.ratio === undefined ? '' : `   ${made.ratio.toFixed(2)} of ${made.against}`
  const promised = promise === undefined ? '' : `   (promised: ${promise})`
  const line = `${name.padEnd(46)} ${value.toFixed(2).padStart(10)} ${unit}${compared}${promised}`
  console.log(json ? JSON.stringify(made) : line)
  return made
}

const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'))
await chmod(directory, 0o711)
const upstream = await startProcess('upstream.ts')
const origin = `http://127.0.0.1:${upstream.port}`
const bare = await startProcess('bare-proxy.ts', origin)
const hosts = Array.from({ length: 50 }, (_, index) => `host-${index}.test`)
const more = `  - { name: bench, protocol: http, upstream: "${origin}", hosts: [${hosts}], credential: { bearer: "env:SAMPLE_API_TOKEN" } }\n`
const plain = await startWorld({ directory: join(directory, 'plain'), more, bundle: await bundleWithoutMasks() })
const masked = await startWorld({ directory: join(directory, 'masked'), more })

/** The default policy, with its list of masks emptied. */
async function bundleWithoutMasks(): Promise<string> {
  const { revision, wasm, data, entrypoints } = defaultBundle
  const { settings } = JSON.parse(data.toString()) as { settings: object }
  const manifest = {
    revision,
    roots: [''],
    wasm: [...entrypoints.keys()].map((entrypoint) => ({ entrypoint, module: '/policy.wasm' })),
  }
  const path = join(directory, 'without-masks.tar.gz')
  const files = {
    '.manifest': JSON.stringify(manifest),
    'policy.wasm': wasm,
    'data.json': JSON.stringify({ settings: { ...settings, secrets: { detectors: [], headers: [] } } }),
  }
  await writeFile(path, tarGz(files))
  return path
}

async function proxyFigures(): Promise<void> {
  const token = await openSession(plain.urls.agents, await plain.issuer.idToken())
  const ca = await readFile(join(directory, 'plain', 'ca.pem'), 'utf8')
  const target = { port: Number(new URL(plain.urls.proxy).port), token, ca }
  figure(
    'first request to a new host by the proxy, p50',
    await firstRequests(target, hosts),
    'ms',
    undefined,
    'at most 25',
  )
  const agents = { port: Number(new URL(plain.urls.agents).port), path: '/c/bench/' }
  const next = await nextRequests(target, hosts[0]!, agents)
  const reverse = figure('request on one connection, reverse mode, p50', next.reverse, 'ms')
  figure('the same inside one tunnel', next.proxy, 'ms', reverse, 'at most 1.3')
  await mitmproxyFigures(target)
  const { intercepted, opaque } = await idleTunnels()
  figure('an idle tunnel of 1,000, intercepted', intercepted, 'KiB', undefined, 'at most 120')
  figure('an idle tunnel of 1,000, opaque', opaque, 'KiB', undefined, 'at most 40')
}

/** The same requests, intercepted by both, by turns. */
async function mitmproxyFigures(target: ProxyTarget): Promise<void> {
  const mitmproxy = await startMitmproxy(directory, upstream.port)
  if (mitmproxy === null)
    return console.error('Left out for want of mitmdump (PyPI: mitmproxy): the comparison with it')
  const [theirs, ours]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await requestsPerSecond({ port: mitmproxy.port, token: '', ca: '' }, hosts[0]!))
    ours.push(await requestsPerSecond(target, hosts[0]!))
  }
  mitmproxy.child.kill()
  const against = figure('mitmproxy, intercepted requests a second', median(theirs), '/s')
  figure('Sallyport, intercepted requests a second', median(ours), '/s', against, 'at least 3')
}

async function gitFigures(): Promise<void> {
  const { push, clone, commit, grownMiB, eight, ...size } = await measureGit(masked, join(directory, 'masked'))
  const what = `${size.packMiB.toFixed(0)} MiB in ${size.objects} objects`
  const direct = figure(`push of ${what}, direct`, push.direct, 'ms')
  figure('the same through Sallyport', push.gate, 'ms', direct, 'at most 2.0')
  figure('memory grown by the first such push', grownMiB.first, 'MiB', undefined, 'at most 64')
  figure('memory grown by the third', grownMiB.last, 'MiB', undefined, 'at most 64')
  const cloned = figure('clone of the same, direct', clone.direct, 'ms')
  figure('the same through Sallyport', clone.gate, 'ms', cloned, 'at most 1.15')
  const one = figure('push of one commit, direct', commit.direct, 'ms')
  figure('the same through Sallyport', commit.gate, 'ms', one)
  figure('what that takes longer', commit.gate - commit.direct, 'ms', undefined, 'at most 150')
  const turns = figure('8 pushes one after another through Sallyport', eight.afterAnother, 'ms')
  figure('8 pushes at once, direct', eight.direct, 'ms')
  figure('8 pushes at once through Sallyport', eight.atOnce, 'ms', turns)
  figure('the slowest of them, of the one in the middle', eight.slowest, 'times')
}

async function approvalFigures(): Promise<void> {
  const release = await releaseMilliseconds(join(directory, 'release'))
  figure('an answer, until what another replica held is through', release.median, 'ms')
  figure('the longest of 20', release.most, 'ms', undefined, 'at most 100')
  const votes = await voteMilliseconds(join(directory, 'votes'))
  figure('a vote, 50 voters a second, p99', votes, 'ms', undefined, 'at most 20')
  const held = await holdFigures(join(directory, 'holds'))
  figure('memory of a held request, of 10,000', held.kibPerHold, 'KiB', undefined, 'at most 32')
  figure('CPU while they wait, of one core', held.idlePercent, '%')
  figure('10,000 answers, until the last request is through', held.releaseSeconds, 's', undefined, 'at most 30')
}

async function identityFigures(): Promise<void> {
  const cut = await revocationMilliseconds(join(directory, 'revocation'))
  figure('a session’s end, until another replica has cut its download', cut.median, 'ms')
  figure('the longest of 20', cut.most, 'ms', undefined, 'at most 1000')
  const exchanges = await exchangesPerSecond(plain)
  figure('exchanges of ID tokens, RS256 and database included', exchanges.rate, '/s')
  figure('what one core alone would do of them', exchanges.perCore, '/s', undefined, 'at least 300')
  figure('whose a session token is, CPU', await identifyMicroseconds(), 'µs', undefined, 'at most 5')
}

function maskFigures(): void {
  const { secrets, lookalikes, ...found } = corpusFigures()
  figure(`of ${secrets} secrets, those with a form that are found`, found.formed, '%', undefined, 'at least 95')
  figure('all that are found', found.found, '%')
  figure(
    `findings by form, ${lookalikes} look-alikes among them, that are secrets`,
    found.rightByForm,
    '%',
    undefined,
    'at least 99',
  )
  figure('all findings that are', found.right, '%')
  const { provider, everything, known, json, heldMiB } = maskingFigures()
  figure('masking of 100 MiB by provider rules', provider, 'MB/s', undefined, 'at least 100')
  figure('the same by all rules and 1,000 known values', everything, 'MB/s', undefined, 'at least 40')
  figure('the same by 1,000 known values alone', known, 'MB/s')
  figure('JSON by pointer', json, 'MB/s', undefined, 'at least 60')
  figure('what a stream holds at its worst', heldMiB, 'MiB', undefined, 'at most 2')
}

async function journalRounds(): Promise<void> {
  const journal = await journalFigures(join(directory, 'journal'))
  figure('durable entries a second, 64 requests at once', journal.entriesPerSecond, '/s', undefined, 'at least 10000')
  const disk = figure('fsync of 4 KiB beside the journal, p50', journal.fsync, 'ms')
  figure('a request waits for its entry, alone, p50', journal.alone, 'ms', disk, 'at most 3')
  figure('the same, 64 at once with an upstream of 20 ms', journal.atOnce, 'ms', disk)
  figure('verify, entries a second', journal.verifiedPerSecond, '/s', undefined, 'at least 100000')
  const search = await searchFigures(join(directory, 'search'))
  figure('search over 1,000,000 exchanges, p50', search.p50, 'ms')
  figure('the same, p95', search.p95, 'ms', undefined, 'at most 300')
}

try {
  const port = (world: typeof plain) => Number(new URL(world.urls.agents).port)
  const session = async (world: typeof plain) => [
    `authorization: Bearer ${await openSession(world.urls.agents, await world.issuer.idToken())}`,
  ]
  const targets = {
    direct: { port: upstream.port, prefix: '', headers: [] as string[], pid: 0 },
    'bare http-proxy': { port: bare.port, prefix: '', headers: [] as string[], pid: bare.child.pid! },
    Sallyport: { port: port(plain), prefix: '/c/bench', headers: await session(plain), pid: plain.gateway.pid! },
    'Sallyport, masking': {
      port: port(masked),
      prefix: '/c/bench',
      headers: await session(masked),
      pid: masked.gateway.pid!,
    },
  }

  const rates = new Map<string, { rate: number; p50: number; p99: number; cpu: number }[]>()
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, target] of Object.entries(targets)) {
      const before = cpuSeconds(target.pid)
      const load = await runLoad({ ...target, path: `${target.prefix}/`, duration: round === 0 ? 2_000 : 5_000 })
      if (load.failures > 0) throw new Error(`${load.failures} requests to ${name} failed`)
      const cpu = ((cpuSeconds(target.pid) - before) * 1e6) / load.requests
      // The first round warms everything up.
      if (round > 0)
        rates.set(name, [
          ...(rates.get(name) ?? []),
          { rate: (load.requests * 1000) / load.elapsed, p50: load.p50, p99: load.p99, cpu },
        ])
    }
  }
  const medianOf = (name: string, key: 'rate' | 'p50' | 'p99' | 'cpu') => median(rates.get(name)!.map((it) => it[key]))
  const against = figure('bare http-proxy, requests a second', medianOf('bare http-proxy', 'rate'), '/s')
  for (const name of ['direct', 'Sallyport', 'Sallyport, masking'])
    figure(`${name}, requests a second`, medianOf(name, 'rate'), '/s', against)
  for (const name of Object.keys(targets)) {
    figure(`${name}, p50`, medianOf(name, 'p50'), 'ms')
    figure(`${name}, p99`, medianOf(name, 'p99'), 'ms')
  }
  const bareCpu = figure('bare http-proxy, CPU a request', medianOf('bare http-proxy', 'cpu'), 'µs')
  for (const name of ['Sallyport', 'Sallyport, masking'])
    figure(`${name}, CPU a request`, medianOf(name, 'cpu'), 'µs', bareCpu)
  figure('fsync of 4 KiB, p50', fsyncMedian(directory), 'ms')

  const stream = async (target: (typeof targets)['direct'], bytes: number) => {
    const load = await runLoad({
      ...target,
      path: `${target.prefix}/bytes/${bytes}`,
      connections: 1,
      requests: 1,
      duration: 60_000,
    })
    if (load.failures > 0 || load.bytes < bytes) throw new Error('a stream broke')
    return (bytes / MIB / load.elapsed) * 1000
  }
  const streamMedian = async (target: (typeof targets)['direct']) => {
    const speeds: number[] = []
    for (let round = 0; round < ROUNDS; round++) speeds.push(await stream(target, 100 * MIB))
    return median(speeds)
  }
  const bareStream = figure(
    'bare http-proxy, a body of 100 MiB',
    await streamMedian(targets['bare http-proxy']),
    'MiB/s',
  )
  for (const name of ['direct', 'Sallyport', 'Sallyport, masking'] as const) {
    figure(`${name}, a body of 100 MiB`, await streamMedian(targets[name]), 'MiB/s', bareStream)
  }
  for (const name of ['Sallyport', 'Sallyport, masking'] as const) {
    const before = residentMiB(targets[name].pid)
    await stream(targets[name], 1024 * MIB)
    figure(`${name}, memory grown by a body of 1 GiB`, residentMiB(targets[name].pid) - before, 'MiB')
  }
  for (const [name, microseconds] of await decisionMicroseconds()) figure(name, microseconds, 'µs')

  const evaluated = figure('evaluation of a 2 KB push, p50', evaluationMicroseconds(), 'µs')
  const known = [...(await protocolCategories(await ensureOpa(), 'policies')).keys()]
  for (const [what, protocols] of [
    ['other protocols', known.filter((protocol) => protocol !== 'git')],
    ['all protocols', known],
  ] as const) {
    const microseconds = evaluationMicroseconds(await libraryOf(500, protocols, directory))
    figure(`the same with 500 rules, added to ${what}`, microseconds, 'µs', evaluated)
  }
  const decided = await decisionsPerSecond()
  const byOpa = figure('opa run --server on one core, decisions a second', decided.opa, '/s')
  figure('Sallyport, decisions a second', decided.sallyport, '/s', byOpa)
  const activated = await activation()
  figure('activation of a bundle with 10 MB of data', activated.seconds, 's')
  figure('the serving thread meanwhile, p99 of delays', activated.p99, 'ms')
  maskFigures()
  await journalRounds()
  await identityFigures()
  await approvalFigures()
  await gitFigures()
  await proxyFigures()
} finally {
  await plain.close()
  await masked.close()
  upstream.child.kill()
  bare.child.kill()
  await rm(directory, { recursive: true, force: true })
}
