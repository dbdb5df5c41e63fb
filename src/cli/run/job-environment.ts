import { randomBytes } from 'node:crypto'

/** What later steps of a job get. */
export interface JobEnvironment {
  readonly set: Readonly<Record<string, string>>
  readonly removed: readonly string[]
}

/** What the runner sets for each step by itself: nothing that a step writes changes it. */
const OF_RUNNER = /^(GITHUB|RUNNER|ACTIONS)_/

/** Of what was removed, what later steps of GitHub Actions have all the same. */
export function remaining(removed: readonly string[]): readonly string[] {
  return removed.filter((name) => OF_RUNNER.test(name))
}

/**
 * For the file in `GITHUB_ENV` (GitHub Docs, "Workflow commands", on multi-line strings). It can't take a variable
 * away, so that what was removed is left empty.
 */
export function forGitHub({ set, removed }: JobEnvironment): string {
  const emptied = removed.filter((name) => !OF_RUNNER.test(name) && !(name in set))
  const all = [...Object.entries(set), ...emptied.map((name) => [name, ''] as const)]
  // Nobody who has a say in a value knows where it will end.
  const end = `sallyport_${randomBytes(16).toString('hex')}`
  return all.map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`).join('')
}

/** For a shell to read by `.`: POSIX, values in single quotes. */
export function forShell({ set, removed }: JobEnvironment): string {
  const names = removed.filter((name) => !(name in set) && /^\w+$/.test(name))
  const gone = names.map((name) => `unset ${name}\n`)
  const given = Object.entries(set).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
  return [...gone, ...given].join('')
}
