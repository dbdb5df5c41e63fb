import type { Operation } from '../core/operation.ts'

/** What an installation access token is asked for. */
export interface TokenScope {
  /** Names without their owner; null for all that the installation has. */
  readonly repositories: readonly string[] | null
  /** GitHub's names of permissions; null for all that the installation has. */
  readonly permissions: Permissions | null
}

type Permissions = { readonly [permission: string]: 'read' | 'write' }

/** The permission that each subject of GitHub's API takes, by "Permissions required for GitHub Apps". */
const BY_SUBJECT: { readonly [subject: string]: readonly string[] } = {
  alerts: ['security_events'],
  approvals: ['pull_requests'],
  assets: ['contents'],
  comments: ['issues', 'pull_requests'],
  deployments: ['deployments'],
  environments: ['environments'],
  git_objects: ['contents'],
  hooks: ['repository_hooks'],
  issues: ['issues'],
  keys: ['administration'],
  labels: ['issues', 'pull_requests'],
  members: ['administration'],
  protection: ['administration'],
  pull_requests: ['pull_requests'],
  query: ['contents', 'issues', 'pull_requests'],
  reactions: ['issues', 'pull_requests'],
  releases: ['contents'],
  repositories: ['administration'],
  reviews: ['pull_requests'],
  runners: ['administration'],
  secrets: ['secrets'],
  settings: ['administration'],
  statuses: ['checks', 'statuses'],
  workflows: ['actions', 'checks'],
}

/** The same, where what comes after the repository in the path says it. */
const BY_PATH: { readonly [part: string]: string } = {
  actions: 'actions',
  'check-runs': 'checks',
  'check-suites': 'checks',
  deployments: 'deployments',
  dispatches: 'contents',
  environments: 'environments',
  hooks: 'repository_hooks',
  issues: 'issues',
  pages: 'pages',
  pulls: 'pull_requests',
  releases: 'contents',
  statuses: 'statuses',
}

/**
 * The least that a token must be good for to do these operations. What can't be told from them, such as the repository
 * behind a GraphQL id, isn't narrowed.
 */
export function tokenScope(operations: readonly Operation[]): TokenScope {
  const needed = operations.map(permissionsOf)
  const names = operations.map(repositoryOf)
  return {
    repositories: names.includes(null) ? null : [...new Set(names as string[])].sort(),
    permissions: needed.includes(null) ? null : widest(needed as Permissions[]),
  }
}

type Detail = {
  readonly repository?: string | null
  readonly via?: string
  readonly path?: string
  readonly paths?: readonly string[]
  readonly inspection?: { readonly changes?: readonly { readonly path: string }[] }
}

function detailOf({ detail }: Operation): Detail {
  return typeof detail === 'object' && detail !== null ? (detail as Detail) : {}
}

function repositoryOf(operation: Operation): string | null {
  const name = detailOf(operation).repository?.split('/').at(-1)
  return name === undefined || name === '?' ? null : name
}

function permissionsOf(operation: Operation): Permissions | null {
  const detail = detailOf(operation)
  const level = operation.access === 'read' ? 'read' : 'write'
  if (operation.kind === 'git.push' || operation.kind === 'git.delete') {
    const pull = /pull/i.test(detail.via ?? '') ? { pull_requests: 'write' as const } : {}
    return { contents: 'write', ...pull, ...(changesWorkflows(detail) ? { workflows: 'write' as const } : {}) }
  }
  if (operation.kind.startsWith('git.')) return { contents: 'read' }
  const subject = operation.kind.replace(/^github\./, '')
  if (subject === 'unknown' || subject === 'graphql') return null
  const part = /^\/repos\/[^/]+\/[^/]+\/([^/]+)/.exec(detail.path ?? '')?.[1] ?? ''
  const several = BY_SUBJECT[subject] ?? ['contents']
  const byPath = BY_PATH[part]
  const chosen = byPath !== undefined && (subject === 'read' || several.length > 1 || subject === 'approvals')
  const permissions = chosen ? [byPath] : several
  return Object.fromEntries(permissions.map((permission) => [permission, level]))
}

/** GitHub takes files of workflows only from who may write workflows; who needn't may not. */
function changesWorkflows({ paths = [], inspection }: Detail): boolean {
  const changed = [...paths, ...(inspection?.changes ?? []).map(({ path }) => path)]
  return changed.some((path) => path.startsWith('.github/workflows/'))
}

function widest(needed: readonly Permissions[]): Permissions {
  const all: { [permission: string]: 'read' | 'write' } = { metadata: 'read' }
  for (const [permission, level] of needed.flatMap((permissions) => Object.entries(permissions))) {
    if (all[permission] !== 'write') all[permission] = level
  }
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)))
}
