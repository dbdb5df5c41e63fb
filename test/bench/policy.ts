import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { Pool } from 'undici'
import { closeNow, listenOnLoopback } from '../../scripts/sample/loopback.ts'
import type { Input } from '../../src/core/input.ts'
import type { Policy } from '../../src/core/policy.ts'
import { type Bundle, readBundle } from '../../src/policy/bundle.ts'
import { fuelFor } from '../../src/policy/fuel.ts'
import { evaluate } from '../../src/policy/host.ts'
import { finished, prepare, revive } from '../../src/policy/preparation.ts'
import { loadPolicy } from '../../src/policy/prepare.ts'
import { buildBundle } from '../../src/policy/workshop/build.ts'
import { ensureOpa } from '../../src/policy/workshop/opa.ts'
import { tarGz } from '../policy/archives.ts'
import { defaultBundle, engineOf } from '../policy/engines.ts'
import { inputOf, push } from '../policy/inputs.ts'
import { median } from './machine.ts'

const POLICIES = join(import.meta.dirname, '../../policies')
const ROUNDS = 20_000

/** Median microseconds of evaluating the 2 KB push by the entry point for Git. */
export function evaluationMicroseconds(bundle: Bundle = defaultBundle): number {
  const instance = finished(revive(prepare(bundle)))
  const entrypoint = instance.state.entrypoints['sallyport/protocols/git/decision']!
  const bytes = Buffer.from(JSON.stringify(pushOf2KB()))
  const fuel = fuelFor(bytes.length)
  return median(timed(() => evaluate(instance, entrypoint, bytes, fuel)))
}

/** A push as a GitHub Actions job makes it, with a real token's claims and what is inside: 2 KB of JSON. */
export function pushOf2KB(): Input {
  const sha = '0123456789abcdef'.repeat(3).slice(0, 40)
  const workflow = 'acme/shop/.github/workflows/agent.yml@refs/heads/main'
  const claims = {
    ...{
      sub: 'repo:acme/shop:ref:refs/heads/agent/fix-1',
      aud: 'https://gate.acme.test',
      ref: 'refs/heads/agent/fix-1',
    },
    ...{ sha, repository: 'acme/shop', repository_owner: 'acme', repository_owner_id: '65', repository_id: '74' },
    ...{ run_id: '8853117283', run_number: '412', run_attempt: '1', repository_visibility: 'private', actor_id: '12' },
    ...{ actor: 'ann', workflow: 'agent', head_ref: '', base_ref: '', event_name: 'push', ref_protected: 'false' },
    ...{ ref_type: 'branch', workflow_ref: workflow, workflow_sha: sha, job_workflow_ref: workflow },
    ...{ runner_environment: 'github-hosted', environment: 'agents', jti: '6f4762ed-0758-4ccb-808d-ee3af5d723a8' },
  }
  const operation = push('refs/heads/agent/fix-1')
  const changes = ['src/index.ts', 'src/cart/total.ts', 'src/cart/total.test.ts', 'docs/cart.md'].map(
    (path, index) => ({
      path,
      mode: '100644',
      size: 1200 + index * 77,
      binary: false,
    }),
  )
  const ann = { name: 'Ann Example', email: 'ann@acme.test' }
  const commit = { oid: sha, author: ann, committer: ann, signed: false, head: 'Total carts with what they hold' }
  const inspection = {
    ...{ target: 'commit', forced: false, commit_count: 1, commits: [commit], change_count: 4, changes },
    ...{ finding_count: 0, findings: [], truncated: false },
  }
  const input = inputOf('git', [{ ...operation, detail: { ...(operation.detail as object), inspection } }])
  return { ...input, session: { ...input.session, claims }, at: '2025-06-02T12:00:00Z' }
}

function timed(run: () => unknown): number[] {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    run()
    if (round >= ROUNDS / 4) times.push((performance.now() - start) * 1000)
  }
  return times
}

/** The reference library with plain rules added, spread over these protocols, until there are so many. */
export async function libraryOf(rules: number, protocols: readonly string[], directory: string): Promise<Bundle> {
  const policies = join(directory, `policies-${protocols.length}`)
  await cp(POLICIES, policies, { recursive: true })
  for (let index = 23; index < rules; index++) {
    const protocol = protocols[index % protocols.length]!
    const folder = join(policies, 'rules', protocol, `added_${index}`)
    await mkdir(folder, { recursive: true })
    const rego = `package sallyport.rules.${protocol}.added_${index}

deny contains {"message": "No.", "operation": index} if {
	some index, operation in input.operations
	operation.kind == "${protocol}.forbidden-${index}"
}
`
    await writeFile(join(folder, `added_${index}.rego`), rego)
  }
  const output = join(directory, `library-${protocols.length}.tar.gz`)
  await buildBundle({ opa: await ensureOpa(), policies, output, revision: `of-${rules}`, sequence: null })
  return readBundle(await readFile(output))
}

/**
 * Decisions a second of this process, and of `opa run --server` on one core, asked over loopback. OPA's own build has no
 * engine for WebAssembly, so that it reads the same policies' sources.
 */
export async function decisionsPerSecond(): Promise<{ sallyport: number; opa: number }> {
  const opa = await ensureOpa()
  const policy = engineOf(defaultBundle)
  const input = pushOf2KB()
  const rounds = { sallyport: [] as number[], opa: [] as number[] }
  const port = await freePort()
  const args = ['run', '--server', '--addr', `127.0.0.1:${port}`, '--log-level', 'error', '--ignore', '*_test.rego']
  const server = spawn(opa, [...args, '--bundle', POLICIES], {
    env: { ...process.env, GOMAXPROCS: '1' },
    stdio: 'ignore',
  })
  try {
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 16 })
    await answering(pool, server)
    for (let round = 0; round < 3; round++) {
      rounds.sallyport.push(perSecond(policy, input))
      rounds.opa.push(await opaPerSecond(pool, JSON.stringify({ input })))
    }
    await pool.close()
  } finally {
    server.kill()
  }
  return { sallyport: median(rounds.sallyport), opa: median(rounds.opa) }
}

const DURATION = 2_000

function perSecond(policy: Policy, input: Input): number {
  const end = performance.now() + DURATION
  let decided = 0
  for (; performance.now() < end; decided++) policy.decide(input)
  return (decided * 1000) / DURATION
}

const QUESTION = {
  method: 'POST',
  path: '/v1/data/sallyport/decision',
  headers: { 'content-type': 'application/json' },
} as const

async function opaPerSecond(pool: Pool, body: string): Promise<number> {
  const end = performance.now() + DURATION
  let decided = 0
  const asker = async () => {
    while (performance.now() < end) {
      const answer = await pool.request({ ...QUESTION, body })
      const { result } = (await answer.body.json()) as { result?: { effect: string } }
      if (result?.effect !== 'allow') throw new Error('OPA decided otherwise.')
      decided++
    }
  }
  await Promise.all(Array.from({ length: 16 }, asker))
  return (decided * 1000) / DURATION
}

async function answering(pool: Pool, server: ChildProcess): Promise<void> {
  const end = performance.now() + 10_000
  while (performance.now() < end && server.exitCode === null) {
    const ready = await pool.request({ method: 'GET', path: '/health' }).catch(() => null)
    await ready?.body.dump()
    if (ready?.statusCode === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('OPA does not answer.')
}

async function freePort(): Promise<string> {
  const server = createServer()
  const { port } = new URL(await listenOnLoopback(server, 0))
  await closeNow(server)
  return port
}

/** Seconds until a bundle with 10 MB of data decides, and how long this thread was kept from its work meanwhile. */
export async function activation(): Promise<{ seconds: number; p99: number }> {
  const { settings } = JSON.parse(defaultBundle.data.toString()) as { settings: object }
  const list = Array.from({ length: 100_000 }, (_, index) => ({
    host: `host-${index}.example.test`,
    port: index,
    labels: ['a', 'b'],
    owner: `team-${index % 100}@example.test`,
  }))
  const data = JSON.stringify({ settings, list })
  const wasm = [...defaultBundle.entrypoints.keys()].map((entrypoint) => ({ entrypoint, module: '/policy.wasm' }))
  const archive = tarGz({
    '.manifest': JSON.stringify({ revision: 'large', roots: [''], wasm }),
    'policy.wasm': defaultBundle.wasm,
    'data.json': data,
  })
  const current = engineOf(defaultBundle)
  const input = pushOf2KB()
  let loading = true
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const start = performance.now()
  const loaded = loadPolicy(archive, null).finally(() => {
    loading = false
  })
  // What a gateway does meanwhile.
  while (loading) {
    current.decide(input)
    await setImmediate()
  }
  const { policy } = await loaded
  if (policy.decide(input).effect !== 'allow') throw new Error('The large bundle decided otherwise.')
  delays.disable()
  return { seconds: (performance.now() - start) / 1000, p99: delays.percentile(99) / 1e6 }
}
