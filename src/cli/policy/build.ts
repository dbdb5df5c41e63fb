import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Command } from 'commander'
import { GatewayError } from '../../core/errors.ts'
import type { Signing } from '../../policy/workshop/build.ts'
import { ensureOpa } from '../../policy/workshop/opa.ts'
import { wholeNumber } from './whole-number.ts'

interface Options {
  readonly output: string
  readonly revision?: string
  readonly sequence?: number
  readonly signingKey?: string
  readonly signingAlgorithm: string
  readonly keyId?: string
  readonly scope?: string
}

export function buildCommand(): Command {
  return new Command('build')
    .description('build a bundle that any OPA bundle server can serve')
    .argument('[folder]', 'main.rego, lib, rules and data.json', 'policies')
    .option('-o, --output <file>', 'where it goes', 'bundle.tar.gz')
    .option('-r, --revision <text>', 'its name (default: the git commit)')
    .option('-s, --sequence <number>', "its place in the order of bundles (default: the commit's time)", wholeNumber)
    .option('--signing-key <file>', 'a private key in PEM, or a shared secret')
    .option('--signing-algorithm <name>', 'as RFC 7518 names it', 'RS256')
    .option('--key-id <text>', 'which key the gateway is to verify it with')
    .option('--scope <text>', 'what the signature is good for')
    .action(async (policies: string, options: Options) => {
      const { output } = options
      const { buildBundle } = await import('../../policy/workshop/build.ts')
      const commit = options.revision === undefined || options.sequence === undefined ? await commitOf(policies) : null
      const revision = options.revision ?? commit!.revision
      const sequence = options.sequence ?? commit!.sequence
      const signing = signingOf(options)
      await buildBundle({ opa: await ensureOpa(), policies, output, revision, sequence, ...(signing && { signing }) })
      console.log(`${output} has the revision ${revision} and the sequence ${sequence}.`)
    })
}

function signingOf({ signingKey: key, signingAlgorithm: algorithm, keyId, scope }: Options): Signing | null {
  return key === undefined ? null : { key, algorithm, ...(keyId && { keyId }), ...(scope && { scope }) }
}

/** The commit that a folder is at. Its time, in seconds, goes up from commit to commit, in a shallow clone as well. */
async function commitOf(folder: string): Promise<{ revision: string; sequence: number }> {
  try {
    const git = async (...args: string[]) => (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim()
    const [revision, time] = (await git('log', '-1', '--format=%H %ct')).split(' ')
    const changed = await git('status', '--porcelain', '--', '.')
    return { revision: changed === '' ? revision! : `${revision}-changed`, sequence: Number(time) }
  } catch (cause) {
    throw new GatewayError('ERR_REQUEST', `${folder} is in no git repository that has a commit.`, {
      fix: 'Name the bundle with --revision and --sequence.',
      cause,
    })
  }
}
