import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a made-up history is like. */
export interface HistoryShape {
  readonly branch: string
  readonly seed: number
  readonly files: number
  /** Commits after the first, which brings all files; each changes one line in one of them. */
  readonly commits: number
}

/** Writes a history of random words into a bare repository, by git-fast-import(1). The same seed gives the same one. */
export async function makeHistory(repository: string, { branch, seed, files, commits }: HistoryShape): Promise<void> {
  const random = randomFrom(seed)
  const words = Array.from({ length: 4_000 }, () => wordOf(random))
  const line = () => Array.from({ length: 4 + random(8) }, () => words[random(words.length)]).join(' ')
  const contents = Array.from({ length: files }, () => Array.from({ length: 150 + random(301) }, line))
  const child = spawn('git', ['-C', repository, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] })
  const path = (file: number) => `${words[file % 12]}/${words[file % 84]}/${words[file % 420]}/${words[file % 4_000]}`
  const modify = (file: number) =>
    `M 100644 inline ${path(file)}-${file}.txt\n${data(`${contents[file]!.join('\n')}\n`)}`
  await write(child, head(branch, 0, `Bring ${files} files`))
  for (let file = 0; file < files; file++) await write(child, modify(file))
  for (let commit = 1; commit <= commits; commit++) {
    const file = random(files)
    const lines = contents[file]!
    lines[random(lines.length)] = line()
    await write(child, head(branch, commit, `Change ${path(file)}`) + modify(file))
  }
  await ended(child)
}

/** Puts one commit with one new file on top of a branch. */
export async function addCommit(repository: string, branch: string, number: number): Promise<void> {
  const child = spawn('git', ['-C', repository, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] })
  const change = `M 100644 inline added-${number}.txt\n${data(`One line, number ${number}\n`)}`
  await write(child, `${head(branch, number, `Add ${number}`)}from refs/heads/${branch}^0\n${change}`)
  await ended(child)
}

function head(branch: string, number: number, message: string): string {
  return `commit refs/heads/${branch}\ncommitter Bench <bench@example.com> ${1_700_000_000 + number * 60} +0000\n${data(message)}`
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`
}

async function write({ stdin }: ChildProcess, text: string): Promise<void> {
  if (!stdin!.write(text)) await once(stdin!, 'drain')
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdin!.end()
  const [status] = (await once(child, 'close')) as [number]
  if (status !== 0) throw new Error('git fast-import failed')
}

/** Whole numbers below a limit, by xorshift32 (Marsaglia, "Xorshift RNGs", 2003). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function wordOf(random: (below: number) => number): string {
  const letters = Array.from({ length: 3 + random(8) }, () => String.fromCharCode(97 + random(26)))
  return letters.join('')
}
