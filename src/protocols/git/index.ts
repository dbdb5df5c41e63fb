import type { Adapter } from '../../core/adapter.ts'
import { GatewayError } from '../../core/errors.ts'
import type { NonEmpty } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'
import type { Headers, Request } from '../../core/request.ts'
import { withCredential } from '../credential.ts'
import { throughGate } from '../links.ts'
import { NOTHING } from './fetch-arguments.ts'
import { bound } from './inspect.ts'
import { lfsOperations } from './lfs/operations.ts'
import { isLfsText, rewriteBatch } from './lfs/rewrite.ts'
import { lfsRouteOf } from './lfs/route.ts'
import { refOperation } from './operation.ts'
import { peek } from './peek.ts'
import { actionOf, PROBE, type Push, readPush } from './receive-pack.ts'
import { refuse } from './refuse.ts'
import { routeOf } from './route.ts'
import { readFetch, versionOf } from './upload-pack.ts'
import { wait } from './wait.ts'

/** Git over smart HTTP. A push is one operation a ref. */
export const git: Adapter = {
  protocol: 'git',
  normalise,
  refuse,
  wait,

  binds(request, operations) {
    if (lfsRouteOf(request) !== undefined) return { target: request.path + request.query, body: true, operations }
    // A push's pack is never the same twice, and its refs and object names are in the operations.
    return { target: routeOf(request).repository, body: false, operations: bound(operations) }
  },

  authorise: (request, credential) => ({
    method: request.method,
    target: request.path + request.query,
    headers: withCredential(answerable(request), credential),
  }),

  answer(answer, connection, base) {
    // Git would follow a redirect to any host, past the gate; without its Location it stops and says so.
    const headers = answer.headers.flatMap(([name, value]): Headers => {
      if (name !== 'location') return [[name, value]]
      const link = throughGate(value, connection.upstream, base)
      return link === undefined ? [] : [[name, link]]
    })
    return { status: answer.status, headers }
  },

  rewrite(request, answer) {
    const route = lfsRouteOf(request)
    return route === undefined ? null : rewriteBatch(request, route, answer)
  },

  text(answer) {
    if (isLfsText(answer)) return { codings: [], units: 'bytes', format: 'text', part: false }
    throw new GatewayError('ERR_UNMASKABLE', "Git's objects are named by their content: a fetch can't be masked.", {
      fix: 'Allow or deny the repository as a whole.',
    })
  },
}

/** A push's answer may have to go on where a hold left off, uncompressed. */
function answerable(request: Request): Headers {
  if (!request.path.endsWith('/git-receive-pack')) return request.headers
  return request.headers.filter(([name]) => name !== 'accept-encoding')
}

async function normalise(request: Request): Promise<NonEmpty<Operation>> {
  const lfs = lfsRouteOf(request)
  if (lfs !== undefined) return lfsOperations(request, lfs)
  const { repository, service, step } = routeOf(request)
  if (service === 'git-upload-pack') {
    const version = versionOf(request.headers)
    const fetch =
      step === 'advertise'
        ? { command: 'advertise', server_options: [], ...NOTHING }
        : await peek(request, (bytes, extent) => readFetch(bytes, extent, version))
    const detail = { repository, service, version, ...fetch, shallow: fetch.shallow && { ...fetch.shallow } }
    return [{ kind: 'git.fetch', access: 'read', resource: repository, detail }]
  }
  const push = step === 'advertise' ? PROBE : await peek(request, readPush)
  if (push !== PROBE) return operationsOf(repository, push)
  return [{ kind: 'git.push.advertise', access: 'read', resource: repository, detail: { repository } }]
}

function operationsOf(repository: string, push: Push): NonEmpty<Operation> {
  const shared = {
    atomic: push.capabilities.has('atomic'),
    push_options: push.options,
    certificate: push.certificate && { ...push.certificate },
  }
  const [first, ...rest] = push.commands
  const operation = (command: (typeof push.commands)[0]): Operation =>
    refOperation(repository, command.ref, actionOf(command), { old: command.old, new: command.new, ...shared })
  return [operation(first), ...rest.map(operation)]
}
