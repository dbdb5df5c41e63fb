import type { Session } from '../../core/session.ts'

const REPOSITORY = /^[\w.-]+(\/[\w.-]+)+$/
const NUMBER = /^\d+$/

/** Where a session's run can be looked at, as far as its issuer's own claims tell; null where they don't. */
export function runLink({ claims }: Pick<Session, 'claims'>): string | null {
  const claim = (name: string): string => {
    const value = claims[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const issuer = claim('iss')
  const github = /^https:\/\/token\.actions\.(githubusercontent\.com|[a-z0-9-]+\.ghe\.com)$/.exec(issuer)?.[1]
  if (github !== undefined && REPOSITORY.test(claim('repository')) && NUMBER.test(claim('run_id'))) {
    const host = github === 'githubusercontent.com' ? 'github.com' : github
    return `https://${host}/${claim('repository')}/actions/runs/${claim('run_id')}`
  }
  const gitlab =
    REPOSITORY.test(claim('project_path')) && NUMBER.test(claim('job_id')) && /^https:\/\/[\w.:/-]+$/.test(issuer)
  return gitlab ? `${issuer.replace(/\/$/, '')}/${claim('project_path')}/-/jobs/${claim('job_id')}` : null
}
