import { createHash } from 'node:crypto'
import { appendFile, mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GatewayError } from '../core/errors.ts'
import { GitFailed, git } from './git.ts'
import { tidy } from './tidy.ts'

/** Which repository of which upstream. */
export interface RepositoryName {
  readonly connection: string
  /** As operations name it. */
  readonly repository: string
  readonly objectFormat: 'sha1' | 'sha256'
}

/** What every run of git has that may ask the upstream. */
export interface Remote {
  /** The repository's own URL, at the gateway's side door. */
  readonly url: string
}

/** A copy of a repository's commits and trees, without the files' contents unless the upstream can't leave them out. */
export interface Mirror {
  /** Its GIT_DIR. */
  readonly path: string
  /** Makes it where there is none, empty, and answers whether there is anything to compare with yet. */
  ready(): Promise<boolean>
  /**
   * Brings branches, tags and the refs named up to date, by a fetch that begins after this call. Fetches once however
   * many ask; a copy that is damaged is made anew. Rejects with ERR_INSPECTION_UNAVAILABLE.
   */
  refresh(remote: Remote, refs: readonly string[], signal: AbortSignal): Promise<void>
}

/** The ref that holds what the upstream's HEAD stands for. */
export const HEAD = 'refs/sallyport/HEAD'

/** Where refs that a push names are kept, apart from those that say what the upstream has published. */
export const NAMED = 'refs/sallyport/named/'

const DONE = 'fetched'

/** The mirror of one repository below a folder; nothing is made before it is needed. */
export function createMirror(folder: string, name: RepositoryName): Mirror {
  const path = join(folder, folderOf(name))
  /** One at a time, for each looks for what the other leaves. */
  let made: Promise<void> = Promise.resolve()
  const making = (): Promise<void> => {
    made = made.catch(() => {}).then(() => make(path, name))
    return made
  }

  const fetchOnce = async (remote: Remote, refs: readonly string[], signal: AbortSignal): Promise<void> => {
    await making()
    await fetchAll(path, remote, refs, signal)
    await writeFile(join(path, DONE), '')
  }

  const fetchOrRepair = async (remote: Remote, refs: readonly string[], signal: AbortSignal): Promise<void> => {
    try {
      await fetchOnce(remote, refs, signal)
    } catch (first) {
      signal.throwIfAborted()
      if (!(first instanceof GitFailed) || isUpstreams(first)) throw unreadable(name, first)
      await rm(path, { recursive: true, force: true })
      await fetchOnce(remote, refs, signal).catch((again: unknown) => {
        signal.throwIfAborted()
        throw unreadable(name, again)
      })
    }
  }

  /** What waits for its turn, and may be joined; and the last of those that are under way or wait. */
  let queued: Promise<void> | undefined
  let last: Promise<void> = Promise.resolve()

  const queue = (...args: Parameters<Mirror['refresh']>): Promise<void> => {
    const turn = last.then(() => {
      if (queued === turn) queued = undefined
      return fetchOrRepair(...args)
    })
    queued = turn
    // Nobody waits for the tidying but the next fetch, and a mirror that stays untidy serves as well.
    last = turn.then(() => tidy(path)).catch(() => {})
    return turn
  }

  return {
    path,
    async ready() {
      await making()
      return stat(join(path, DONE)).then(
        () => true,
        () => false,
      )
    },
    refresh: (...args) =>
      // What another request began ends with that request: then ours has to do it.
      queued === undefined || args[1].length > 0 ? queue(...args) : queued.catch(() => queue(...args)),
  }
}

/** The environment of a run that may ask the upstream for what the mirror lacks. */
export function askingUpstream({ url }: Remote): NodeJS.ProcessEnv {
  return {
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'remote.origin.url',
    GIT_CONFIG_VALUE_0: url,
    GIT_CONFIG_KEY_1: 'remote.origin.promisor',
    GIT_CONFIG_VALUE_1: 'true',
    GIT_CONFIG_KEY_2: 'remote.origin.partialclonefilter',
    GIT_CONFIG_VALUE_2: 'blob:none',
  }
}

/** Marks a mirror as used now: those that were not for the longest time are the first to go. */
export async function touch({ path }: Mirror): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch(() => {})
}

function folderOf({ connection, repository, objectFormat }: RepositoryName): string {
  const digest = createHash('sha256').update(JSON.stringify([connection, repository, objectFormat]))
  return `${digest.digest('hex').slice(0, 40)}.git`
}

async function make(path: string, { connection, repository, objectFormat }: RepositoryName): Promise<void> {
  if (await stat(join(path, 'description')).catch(() => undefined)) return
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { recursive: true, mode: 0o700 })
  const args = ['init', '--quiet', '--bare', '--template=', `--object-format=${objectFormat}`, path]
  await git({ args, env: {}, signal: new AbortController().signal })
  // Which remote may be lacking objects; where it is differs from run to run.
  await appendFile(
    join(path, 'config'),
    '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n',
  )
  // The last step, so that a folder which has it is whole.
  await writeFile(join(path, 'description'), `${connection} ${repository}\n`)
}

async function fetchAll(path: string, remote: Remote, refs: readonly string[], signal: AbortSignal): Promise<void> {
  const always = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
  const more = refs
    .filter((ref) => !/^refs\/(?:heads|tags|sallyport)\//.test(ref))
    .map((ref) => `+${ref}:${ref.replace('refs/', NAMED)}`)
  const fetchThese = (refspecs: readonly string[]) =>
    git({
      args: [
        'fetch',
        '--quiet',
        '--update-shallow',
        '--no-tags',
        '--no-write-fetch-head',
        '--prune',
        'origin',
        ...refspecs,
      ],
      // Git looks for what it lacks by fetching, and would fetch without end from an upstream that lacks it as well.
      env: { GIT_DIR: path, ...askingUpstream(remote), GIT_NO_LAZY_FETCH: '1' },
      signal,
    })
  try {
    await fetchThese([...always, `+HEAD:${HEAD}`, ...more])
  } catch (thrown) {
    // An empty repository has no HEAD to fetch, and a ref that a push names may be gone.
    if (!isMissingRef(thrown)) throw thrown
    if (more.length > 0) return fetchAll(path, remote, [], signal)
    await fetchThese(always)
  }
}

function isMissingRef(thrown: unknown): boolean {
  return thrown instanceof GitFailed && thrown.stderr.includes("couldn't find remote ref")
}

/** What the upstream, or the way there, is to blame for: making the mirror anew wouldn't help. */
function isUpstreams({ stderr }: GitFailed): boolean {
  return /unable to access|not found|could not read (?:Username|Password)|RPC failed|remote error|early EOF|hung up|protocol error|expected/i.test(
    stderr,
  )
}

function unreadable({ connection, repository }: RepositoryName, cause: unknown): GatewayError {
  return new GatewayError(
    'ERR_INSPECTION_UNAVAILABLE',
    `The gateway can't read ${repository} by its connection "${connection}", and lets no push through unseen.`,
    { fix: "See that the connection's credential may read the repository; the gateway's log says what failed.", cause },
  )
}
