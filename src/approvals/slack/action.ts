import type { Json } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'
import { clean, counted } from './text.ts'

/** What would be done, as a person reads it: a short phrase, and the particulars, a line each. Cleaned, not escaped. */
export interface Action {
  /** `push to main of acme/shop`, for behind "asks to". */
  readonly phrase: string
  readonly lines: readonly string[]
}

type Fields = { readonly [name: string]: Json }

/** Characters of a name, and of a line. */
const NAME = 200
const LINE = 300
/** Commits, paths, findings and push options that are told of before they are only counted. */
const LISTED = { commits: 10, paths: 15, findings: 10, options: 5 }

/** Reads an operation by its kind; one of which nothing in particular is known is told by its kind and resource. */
export function actionOf({ kind, resource, detail }: Operation): Action {
  const fields = fieldsOf(detail)
  if (kind === 'git.push' && text(fields.ref) !== '') return pushOf(fields)
  if (kind === 'git.delete' && text(fields.ref) !== '') {
    const [ref, repository] = [refOf(fields), name(text(fields.repository))]
    return { phrase: `delete ${ref} of ${repository}`, lines: [`Was at ${name(text(fields.old))}`] }
  }
  if (kind.startsWith('http.') && text(fields.method) !== '') {
    const [method, path] = [name(text(fields.method)), clean(text(fields.path), LINE)]
    const query = Object.entries(fieldsOf(fields.query ?? null)).flatMap(([key, values]) =>
      list(values).map((value) => clean(`${key} = ${text(value)}`, LINE)),
    )
    return { phrase: `call ${method} ${clean(path, NAME)}`, lines: query.length === 0 ? [] : ['Query:', ...query] }
  }
  return { phrase: `do ${name(kind)} on ${name(resource)}`, lines: [] }
}

function pushOf(fields: Fields): Action {
  const [ref, repository] = [refOf(fields), name(text(fields.repository))]
  const inspection = fields.inspection === undefined ? null : fieldsOf(fields.inspection)
  const forced = inspection?.forced === true
  const created = fields.action === 'create'
  const phrase = `${forced ? 'FORCE-push' : created ? 'create' : 'push to'} ${ref} ${created ? 'in' : 'of'} ${repository}`
  const certificate = fieldsOf(fields.certificate ?? null)
  const signed = text(certificate.pusher)
  return {
    phrase,
    lines: [
      `From ${name(text(fields.old))} to ${name(text(fields.new))}`,
      ...(forced ? ['FORCED: commits that the branch has now would be gone.'] : []),
      ...(inspection === null ? ['What is inside is not known.'] : insideOf(inspection)),
      ...(signed === '' ? [] : [clean(`Signed, it says, by ${signed}`, LINE)]),
      ...section(
        list(fields.push_options ?? []).map((option) => clean(`Option: ${text(option)}`, LINE)),
        LISTED.options,
        null,
      ),
    ],
  }
}

/** What a reader must see first comes first: whatever an agent writes much of is cut off at the end. */
function insideOf(inspection: Fields): readonly string[] {
  const commits = list(inspection.commits ?? []).map(fieldsOf)
  const changes = [...new Set(list(inspection.changes ?? []).map((change) => text(fieldsOf(change).path)))]
  const findings = list(inspection.findings ?? []).map(fieldsOf)
  return [
    [
      total(inspection.finding_count, findings.length, 'finding'),
      total(inspection.change_count, changes.length, 'change'),
      total(inspection.commit_count, commits.length, 'commit'),
    ].join(', '),
    ...(inspection.truncated === true ? ['There is more of this than is listed.'] : []),
    ...titled(
      'Findings:',
      findings.map(({ rule, path, line, ignored }) => {
        const where = text(path) === '' ? 'in no file' : `${clean(text(path), NAME)}:${String(line)}`
        return `• ${name(text(rule))} ${where}${ignored === true ? ' (ignored by the default branch)' : ''}`
      }),
      LISTED.findings,
      inspection.finding_count,
    ),
    ...titled(
      'Changes:',
      changes.map((path) => `• ${clean(path, NAME)}`),
      LISTED.paths,
      null,
    ),
    ...titled(
      'Commits:',
      commits.map(({ oid, head }) => `• ${clean(text(oid), 8).replace('…', '')} ${clean(text(head), 120)}`),
      LISTED.commits,
      inspection.commit_count,
    ),
  ]
}

function titled(...[title, ...listed]: [string, ...Parameters<typeof section>]): readonly string[] {
  const lines = section(...listed)
  return lines.length === 0 ? [] : [title, ...lines]
}

/** Null counts are those that nobody has counted to the end. */
function total(count: Json | undefined, listed: number, noun: string): string {
  return typeof count === 'number' ? counted(count, noun) : `${listed} or more ${noun}s`
}

function section(lines: readonly string[], most: number, count: Json | undefined): readonly string[] {
  const kept = lines.slice(0, most)
  const left = (typeof count === 'number' ? Math.max(count, lines.length) : lines.length) - kept.length
  return left > 0 ? [...kept, `… and ${left} more`] : kept
}

/** A branch by its short name, everything else in full. */
function refOf(fields: Fields): string {
  return name(text(fields.ref).replace(/^refs\/heads\//, ''))
}

function name(value: string): string {
  return clean(value, NAME)
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function list(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function fieldsOf(value: Json): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}
