import { gitLines } from './git.ts'
import { askingUpstream, type Remote } from './mirror.ts'

/** The refs that point at each object (git-ls-remote(1)); what an annotated tag stands for counts as the tag's. */
export async function refsAt(remote: Remote, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  const args = ['ls-remote', '--quiet', 'origin', 'refs/*']
  await gitLines({ args, env: askingUpstream(remote), signal }, (line) => {
    const [oid, name] = line.split('\t')
    const ref = name!.replace(/\^\{\}$/, '')
    const known = found.get(oid!)
    if (known === undefined) found.set(oid!, [ref])
    else known.push(ref)
  })
  return found
}
