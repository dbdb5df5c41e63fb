import type { Json } from './json.ts'
import type { Operation } from './operation.ts'

/** One thing about an operation, for people: text that came from an agent stands in it as it came. */
export interface Fact {
  readonly label: string
  readonly lines: readonly string[]
  /** How many lines aren't listed in the operation; null where nobody has counted them. */
  readonly unlisted: number | null
}

/** An operation as people read it, the most important fact first. */
export interface Described {
  readonly title: string
  readonly facts: readonly Fact[]
}

/**
 * What an operation would do, in words. Of kinds that aren't known here, and of details that aren't as expected, what
 * the operation itself says.
 *
 * @example
 * describe(push).title // 'Push to the branch main of acme/shop'
 */
export function describe({ kind, access, resource, detail }: Operation): Described {
  const { repository, ref } = isMap(detail) ? detail : {}
  if ((kind === 'git.push' || kind === 'git.delete') && typeof repository === 'string' && typeof ref === 'string')
    return change(repository, ref, detail as Map)
  return { title: `${kind} ${resource}`, facts: [fact('Access', access), fact('Resource', resource)] }
}

type Map = { readonly [name: string]: Json }

function change(repository: string, ref: string, detail: Map): Described {
  const { action, inspection } = detail
  const look = isMap(inspection) ? inspection : null
  const forced = look === null ? null : look.forced === true
  const verb = action === 'delete' ? 'Delete' : action === 'create' ? 'Create' : forced ? 'Force-push to' : 'Push to'
  return {
    title: `${verb} ${named(ref)} of ${repository}`,
    facts: [
      fact('Repository', repository),
      fact(ref.startsWith('refs/tags/') ? 'Tag' : ref.startsWith('refs/heads/') ? 'Branch' : 'Ref', short(ref)),
      ...(action === 'update' ? [fact('Forced', forcedWords(forced))] : []),
      ...(typeof detail.old === 'string' && typeof detail.new === 'string'
        ? [fact('Moves', `${detail.old} → ${detail.new}`)]
        : []),
      ...(look === null ? [] : inside(look)),
    ],
  }
}

function inside(look: Map): Fact[] {
  return [
    listed('Secrets found', look.findings, look.finding_count, ({ rule, path, line, ignored }) =>
      [`${rule} in ${path ?? 'no file'}, line ${line}`, ignored === true ? ' (ignored)' : ''].join(''),
    ),
    listed('Commits', look.commits, look.commit_count, ({ oid, head, author }) =>
      [String(oid).slice(0, 12), head, isMap(author) ? `(${author.name} <${author.email}>)` : ''].join(' '),
    ),
    listed('Files', look.changes, look.change_count, ({ path, mode }) => `${path}${MODES.get(mode) ?? ''}`),
  ]
}

/** Git's file modes, as far as they say more than that a file has changed. */
const MODES: ReadonlyMap<unknown, string> = new Map([
  ['000000', ' (deleted)'],
  ['100755', ' (executable)'],
  ['120000', ' (symbolic link)'],
  ['160000', ' (submodule)'],
])

function listed(label: string, list: Json | undefined, count: Json | undefined, line: (item: Map) => string): Fact {
  const items = Array.isArray(list) ? list.filter(isMap) : []
  const lines = items.map(line)
  if (lines.length === 0 && count === 0) return fact(label, 'none')
  return { label, lines, unlisted: typeof count === 'number' ? Math.max(0, count - lines.length) : null }
}

function forcedWords(forced: boolean | null): string {
  if (forced === null) return 'not known: nobody has looked into the push'
  return forced ? 'yes: commits that the ref has are gone after it, or may be' : 'no'
}

function named(ref: string): string {
  if (ref === '?') return 'a ref that the call does not name'
  if (ref.startsWith('refs/heads/')) return `the branch ${short(ref)}`
  return ref.startsWith('refs/tags/') ? `the tag ${short(ref)}` : ref
}

function short(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '')
}

function fact(label: string, line: string): Fact {
  return { label, lines: [line], unlisted: 0 }
}

function isMap(value: Json | undefined): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
