import { execFile } from 'node:child_process'
import { isAbsolute, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Headers that were taken out of git's configuration: `actions/checkout` leaves the job's token in one. */
export interface TakenHeaders {
  /** The keys, `http.<url>.extraheader`, each with the file that it stood in. */
  readonly places: readonly { readonly key: string; readonly file: string }[]
  /** Puts them back where they were. */
  restore(): Promise<void>
}

/**
 * Takes every `http.*.extraheader` out of the files that git reads in this directory. What they held stays in this
 * process alone. Files that can't be written keep theirs: the keys are answered in `left`.
 */
export async function takeGitHeaders(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<TakenHeaders & { readonly left: readonly string[] }> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', args, { cwd: directory, env: environment, maxBuffer: 16 * 1024 ** 2 })).stdout
  const entries = headersIn(
    // It ends with 1 where there is none, and with other numbers where there is no git, or no repository.
    await git('config', '--show-origin', '--null', '--get-regexp', '^http\\..*extraheader$').catch(() => ''),
    directory,
  )
  const taken: typeof entries = []
  const left: string[] = []
  for (const { key, file } of distinct(entries)) {
    try {
      await git('config', '--file', file, '--unset-all', key)
      taken.push(...entries.filter((entry) => entry.key === key && entry.file === file))
    } catch {
      left.push(key)
    }
  }
  return {
    places: distinct(taken).map(({ key, file }) => ({ key, file })),
    left,
    async restore() {
      for (const { key, file, value } of taken.splice(0)) {
        await git('config', '--file', file, '--add', key, value).catch(() => '')
      }
    },
  }
}

interface Entry {
  readonly key: string
  readonly file: string
  readonly value: string
}

/** Reads `--show-origin --null`: origin NUL key LF value NUL. Only what stands in a file can be taken out. */
function headersIn(output: string, directory: string): Entry[] {
  const parts = output.split('\0')
  const entries: Entry[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [origin, entry] = [parts[at]!, parts[at + 1]!]
    const end = entry.indexOf('\n')
    if (!origin.startsWith('file:') || end < 0 || end === entry.length - 1) continue
    const file = origin.slice('file:'.length)
    entries.push({
      key: entry.slice(0, end),
      file: isAbsolute(file) ? file : resolve(directory, file),
      value: entry.slice(end + 1),
    })
  }
  return entries
}

function distinct(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ key, file }, at) => at === entries.findIndex((one) => one.key === key && one.file === file))
}
