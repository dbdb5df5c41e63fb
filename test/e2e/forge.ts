import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from '../../src/core/operation.ts'
import { entriesOf } from '../support/journal.ts'
import type { Gate, Ran } from './gate.ts'

/** A bare repository of the sample's upstream, and a clone of it through the gate to work in. */
export interface Repository {
  readonly bare: string
  /** The repository as a client reaches it. */
  readonly remote: string
  readonly work: string
  /** Git in the work tree. */
  git(...args: string[]): Promise<Ran>
  /** Git in the bare repository; what it printed, without the last line break. */
  upstream(...args: string[]): Promise<string>
  /** A commit with one file; answers its name. */
  commit(file: string): Promise<string>
  /** The operations on this repository that the gate put on record, in order. */
  recorded(): Promise<readonly Operation[]>
}

/** Makes `acme/<name>` with these settings, and a work tree whose `origin` it is. */
export async function makeRepository(
  gate: Gate,
  name: string,
  options: { init?: readonly string[]; settings?: readonly string[]; hook?: string } = {},
): Promise<Repository> {
  const bare = join(gate.directory, 'upstream', 'acme', `${name}.git`)
  const work = join(gate.directory, `work-${name}`)
  const init = ['init', '--quiet', '--initial-branch=main', ...(options.init ?? [])]
  await gate.git(...init, '--bare', bare)
  for (const setting of options.settings ?? []) {
    await gate.git('-C', bare, 'config', ...(setting.split('=', 2) as [string, string]))
  }
  if (options.hook !== undefined) {
    writeFileSync(join(bare, 'hooks', 'post-receive'), `#!/bin/sh\n${options.hook}\n`)
    chmodSync(join(bare, 'hooks', 'post-receive'), 0o755)
  }
  const remote = gate.remote(await gate.session({ run_id: name })).replace('acme/shop.git', `acme/${name}.git`)
  await gate.git(...init, work)
  const git = (...args: string[]) => gate.git('-C', work, ...args)
  await git('remote', 'add', 'origin', remote)
  return {
    bare,
    remote,
    work,
    git,
    upstream: async (...args) => (await gate.git('-C', bare, ...args)).output.trimEnd(),
    async commit(file) {
      writeFileSync(join(work, file), `${file}\n`.repeat(20))
      await git('add', '.')
      await git('commit', '--quiet', '-m', `Add ${file}`)
      return (await git('rev-parse', 'HEAD')).output.trim()
    },
    async recorded() {
      const exchanges = await entriesOf<Recorded>(gate.pool, 'exchange')
      return exchanges
        .filter(({ target, inspectionOf }) => target.startsWith(`/acme/${name}.git/`) && inspectionOf === null)
        .flatMap(({ operations }) => operations)
    },
  }
}

interface Recorded {
  readonly target: string
  readonly inspectionOf: string | null
  readonly operations: readonly Operation[]
}
