import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSession } from '../../scripts/sample/session.ts'
import type { World } from '../../scripts/sample/world.ts'
import { type Ran, run } from '../e2e/gate.ts'
import { addCommit, type HistoryShape, makeHistory } from './history.ts'
import { median, residentMiB } from './machine.ts'

/** Medians; milliseconds, unless the name says otherwise. */
export interface GitFigures {
  readonly objects: number
  readonly packMiB: number
  readonly push: Pair
  readonly clone: Pair
  readonly commit: Pair
  /** What the gateway takes more than before, at the most, during the first large push and during the last. */
  readonly grownMiB: { readonly first: number; readonly last: number }
  readonly eight: {
    readonly direct: number
    readonly afterAnother: number
    readonly atOnce: number
    /** The slowest of the eight in proportion to the one in the middle. */
    readonly slowest: number
  }
}

export interface Pair {
  readonly direct: number
  readonly gate: number
}

const LARGE: HistoryShape = { branch: 'topic', seed: 1, files: 2_300, commits: 4_700 }
const PARTS = Array.from({ length: 8 }, (_, part): HistoryShape => {
  return { branch: `part-${part}`, seed: 100 + part, files: 240, commits: 40 }
})
const ROUNDS = 3
const COMMITS = 10
const SETTLE = 200

/** Git's own client, directly and through the gate by turns, in front of git http-backend. */
export async function measureGit(world: World, directory: string): Promise<GitFigures> {
  const bench = await setUp(world, directory)
  const large = await bench.source('large', [LARGE])
  const parts = await bench.source('parts', PARTS)

  // What a process takes for its first requests it takes once, whatever they carry.
  for (const to of ['direct', 'gate'] as const) await bench.push(parts, to, await bench.upstream('warm'), 'part-0')
  const grown: number[] = []
  const pushes = { direct: [] as number[], gate: [] as number[] }
  const repositories = { direct: '', gate: '' }
  for (let round = 0; round < ROUNDS; round++) {
    for (const to of ['direct', 'gate'] as const) {
      repositories[to] = await bench.upstream(`${to}-${round}`)
      const growth = watchMemory(world.gateway.pid!)
      pushes[to].push(await bench.push(large, to, repositories[to], LARGE.branch))
      if (to === 'gate') grown.push(growth())
      else growth()
    }
    await bench.mirrored(repositories.gate, LARGE.branch)
  }

  const clones = { direct: [] as number[], gate: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const to of ['direct', 'gate'] as const) clones[to].push(await bench.clone(to, repositories.gate, round))
  }

  const commits = { direct: [] as number[], gate: [] as number[] }
  for (let round = 0; round <= COMMITS; round++) {
    await addCommit(large, LARGE.branch, LARGE.commits + 1 + round)
    for (const to of ['direct', 'gate'] as const) {
      const took = await bench.push(large, to, repositories[to], LARGE.branch)
      if (round > 0) commits[to].push(took)
    }
    await bench.mirrored(repositories.gate, LARGE.branch)
  }

  return {
    ...(await bench.sizeOf(large)),
    push: medians(pushes),
    clone: medians(clones),
    commit: medians(commits),
    grownMiB: { first: grown[0]!, last: grown.at(-1)! },
    eight: await eightPushes(bench, parts),
  }
}

/** Watches a process until it is asked how many MiB more than at first it took at the most. */
function watchMemory(pid: number): () => number {
  const before = residentMiB(pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, residentMiB(pid))
  }, 20)
  return () => {
    clearInterval(watch)
    return most - before
  }
}

async function eightPushes(bench: Bench, parts: string): Promise<GitFigures['eight']> {
  const rounds = {
    direct: [] as number[],
    afterAnother: [] as number[],
    atOnce: [] as number[],
    slowest: [] as number[],
  }
  for (let round = 0; round < ROUNDS; round++) {
    const atOnce = async (to: To) => {
      const upstream = await bench.upstream(`eight-${to}-${round}`)
      const start = performance.now()
      const times = await Promise.all(PARTS.map(({ branch }) => bench.push(parts, to, upstream, branch)))
      return { times, total: performance.now() - start }
    }
    rounds.direct.push((await atOnce('direct')).total)
    const { times, total } = await atOnce('gate')
    rounds.atOnce.push(total)
    rounds.slowest.push(Math.max(...times) / median(times))
    const upstream = await bench.upstream(`eight-after-${round}`)
    let sum = 0
    for (const { branch } of PARTS) sum += await bench.push(parts, 'gate', upstream, branch)
    rounds.afterAnother.push(sum)
  }
  const { direct, afterAnother, atOnce, slowest } = rounds
  return {
    direct: median(direct),
    afterAnother: median(afterAnother),
    atOnce: median(atOnce),
    slowest: median(slowest),
  }
}

type To = 'direct' | 'gate'
type Bench = Awaited<ReturnType<typeof setUp>>

async function setUp(world: World, directory: string) {
  const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: directory }
  const git = async (...args: string[]): Promise<Ran> => {
    const ran = await run('git', args, quiet)
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.output}`)
    return ran
  }
  const token = await openSession(world.urls.agents, await world.issuer.idToken({ run_id: 'bench-git' }))
  const roots = {
    direct: `http://gate:${world.secrets.forgePassword}@${new URL(world.upstream.url).host}/git`,
    gate: `http://run:${token}@${new URL(world.urls.agents).host}/c/forge`,
  }
  const timed = async (...args: string[]): Promise<number> => {
    const start = performance.now()
    await git(...args)
    return performance.now() - start
  }
  return {
    /** A bare repository to push from, packed as a clone would be. */
    async source(name: string, histories: readonly HistoryShape[]): Promise<string> {
      const path = join(directory, `${name}.git`)
      await git('init', '--quiet', '--bare', '--initial-branch=topic', path)
      for (const history of histories) await makeHistory(path, history)
      await git('-C', path, 'repack', '-adfq')
      return path
    },
    /** A new and empty repository of the upstream; answers its name. */
    async upstream(name: string): Promise<string> {
      const path = join(directory, 'upstream', 'acme', `${name}.git`)
      await git('init', '--quiet', '--bare', '--initial-branch=topic', path)
      // As forges have it.
      await git('-C', path, 'config', 'uploadpack.allowFilter', 'true')
      return `acme/${name}`
    },
    push: (source: string, to: To, name: string, branch: string) =>
      timed('-C', source, 'push', '--quiet', `${roots[to]}/${name}.git`, branch),
    clone: (to: To, name: string, round: number) =>
      timed('clone', '--quiet', '--no-checkout', `${roots[to]}/${name}.git`, join(directory, `clone-${to}-${round}`)),
    /** Waits until the gateway's mirror has what the upstream's branch has. */
    async mirrored(name: string, branch: string): Promise<void> {
      const { output: pushed } = await git('-C', join(directory, 'upstream', `${name}.git`), 'rev-parse', branch)
      const mirror = await mirrorOf(join(directory, 'mirrors'), name)
      for (let tries = 0; tries < 600; tries++) {
        const has = await run('git', ['-C', mirror, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], quiet)
        // After the fetch comes a look at how much the mirrors take.
        await new Promise((resolve) => setTimeout(resolve, SETTLE))
        if (has.output === pushed) return
      }
      throw new Error(`the mirror of ${name} stays behind`)
    },
    async sizeOf(source: string): Promise<{ objects: number; packMiB: number }> {
      const { output } = await git('-C', source, 'count-objects', '-v')
      const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(output)![1])
      return { objects: count('in-pack'), packMiB: count('size-pack') / 1024 }
    },
  }
}

async function mirrorOf(folder: string, name: string): Promise<string> {
  for (const mirror of await readdir(folder)) {
    const description = await readFile(join(folder, mirror, 'description'), 'utf8').catch(() => '')
    if (description.endsWith(` ${name}\n`)) return join(folder, mirror)
  }
  throw new Error(`no mirror of ${name}`)
}

function medians({ direct, gate }: Record<To, readonly number[]>): Pair {
  return { direct: median(direct), gate: median(gate) }
}
