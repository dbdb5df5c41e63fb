import type { Input } from '../../src/core/input.ts'
import type { Request } from '../../src/core/request.ts'
import { git } from '../../src/protocols/git/index.ts'
import { http } from '../../src/protocols/http/index.ts'
import { defaultBundle, engineOf } from '../policy/engines.ts'
import { inputOf } from '../policy/inputs.ts'
import { median } from './machine.ts'

/** Median microseconds of a whole decision: normalise, validate, evaluate, parse. */
export async function decisionMicroseconds(): Promise<[name: string, microseconds: number][]> {
  const policy = engineOf(defaultBundle)
  const measured: [string, number][] = []
  for (const [name, adapter, request] of [
    ['a decision, GET over HTTP', http, page()],
    ['a decision, push of one branch', git, push()],
  ] as const) {
    const times: number[] = []
    for (let round = 0; round < 20_000; round++) {
      const start = performance.now()
      const operations = await adapter.normalise(request)
      policy.decide(inputOf(adapter.protocol, operations) as Input)
      if (round >= 2_000) times.push((performance.now() - start) * 1000)
    }
    measured.push([name, median(times)])
  }
  return measured
}

const shared = { host: 'gate.test', query: '', headers: [], connection: {} as Request['connection'] }

function page(): Request {
  return { ...shared, method: 'GET', path: '/v1/orders', body: null }
}

function push(): Request {
  const command = `${'0'.repeat(40)} ${'a'.repeat(40)} refs/heads/feature\0 report-status side-band-64k object-format=sha1 agent=git/2.39.5\n`
  const bytes = Buffer.from(`${(command.length + 4).toString(16).padStart(4, '0')}${command}0000PACK`)
  return {
    ...shared,
    method: 'POST',
    path: '/acme/shop.git/git-receive-pack',
    headers: [['content-type', 'application/x-git-receive-pack-request']],
    body: { peek: async (_limit, read) => read(bytes, true)! },
  }
}
