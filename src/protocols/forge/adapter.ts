import type { Adapter } from '../../core/adapter.ts'
import type { Credential } from '../../core/connection.ts'
import { unintelligible } from '../../core/errors.ts'
import { isNonEmpty, type Json, type NonEmpty } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { Headers, Request } from '../../core/request.ts'
import { withCredential } from '../credential.ts'
import { rewriteLinks } from '../http/links.ts'
import { textOf } from '../http/text.ts'
import { throughGate } from '../links.ts'
import { type Call, type Effects, operationsOf } from './effects.ts'
import { type GraphqlCall, type Mutation, readGraphql } from './graphql.ts'
import { readBody, readParameters, refuseForms } from './parameters.ts'
import { refusalOf } from './refuse.ts'
import { createRouter, type Route, type Routed } from './route.ts'

/** What is a forge's own about its API. */
export interface Forge {
  readonly protocol: string
  readonly routes: readonly Route[]
  /** What mutations do, by their names; empty where the forge has no GraphQL. */
  readonly mutations: ReadonlyMap<string, readonly Effects[]>
  /** Fields of GraphQL whose values are secrets. */
  readonly secretFields: ReadonlySet<string>
  /** Whether names in bodies count as the same in any case. */
  readonly folded: boolean
  /** The path within the API, as its documentation has it; `/graphql` for GraphQL, wherever it really is. */
  apiPath(request: Request): string
  /** Path below the connection's upstream URL. */
  target(request: Request): string
  /** The repository that a path is about; null where it is about none. */
  repository(path: string): string | null
  /** The credential as the forge wants it. */
  credential(credential: Credential): Credential
  /** Fields beside `message` that its clients print. */
  refusal(refusal: Refusal): { readonly [name: string]: unknown }
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** An adapter of a forge's API. What its tables don't list is read where it reads, and else is nobody's to permit. */
export function createForge(forge: Forge): Adapter {
  const find = createRouter(forge.routes)
  return {
    protocol: forge.protocol,
    // At a forge's own host, all else is its repositories.
    paths: ['/api/'],
    normalise: (request) => normalise(forge, find, request),
    text: textOf,

    binds: (request, operations) => ({ target: request.path + request.query, body: true, operations }),

    authorise: (request, credential) => ({
      method: request.method,
      target: forge.target(request) + request.query,
      headers: withCredential(request.headers, forge.credential(credential)),
    }),

    answer: ({ status, headers }, { upstream }, base) => ({
      status,
      headers: rewriteLinks(withoutWaysOut(headers, upstream, base), upstream, base),
    }),

    refuse: async (_request, refusal) => refusalOf(refusal, forge.refusal(refusal)),
  }
}

/** Clients follow a redirect to any host, past the gate; without its Location they stop. */
function withoutWaysOut(headers: Headers, upstream: URL, base: string): Headers {
  return headers.filter(([name, value]) => name !== 'location' || throughGate(value, upstream, base) !== undefined)
}

async function normalise(
  forge: Forge,
  find: ReturnType<typeof createRouter>,
  request: Request,
): Promise<NonEmpty<Operation>> {
  const { method } = request
  const path = forge.apiPath(request)
  if (path === '/graphql' && forge.mutations.size > 0) return graphql(forge, request)
  if (READS.has(method) && request.body !== null) throw unintelligible(`A ${method} has no body here.`)
  const routed = find(method, READS.has(method) ? asPlain(path) : path)
  const calling = { protocol: forge.protocol, resource: path, repository: forge.repository(path) }
  if (routed === undefined) {
    const read = READS.has(method)
    const call: Call = { ...calling, door: `${method} ${path}`, get: () => undefined }
    if (read) return operationsOf(call, [{ does: 'read', to: 'read' }])
    refuseForms(request)
    const why = `${method} ${path} is no call that Sallyport knows.`
    return operationsOf(call, [{ does: 'execute', to: 'unknown', why }])
  }
  const given = await givenTo(forge, routed, request)
  const call: Call = {
    ...calling,
    door: `${routed.method} ${routed.path}`,
    get: (name) => parameterOf(routed, given, name),
  }
  return operationsOf(call, routed.effects)
}

/** Some servers take a path for the same with a slash or a format at its end: what reads secrets there does so, too. */
function asPlain(path: string): string {
  return path.replace(/(?:\/|\.json)+$/, '') || '/'
}

async function givenTo(
  forge: Forge,
  { effects, method }: Routed,
  request: Request,
): Promise<ReadonlyMap<string, Json>> {
  if (!WRITES.has(method)) return new Map()
  const upload = effects.some(
    (effect) => typeof effect !== 'function' && effect.does === 'write' && effect.to === 'assets',
  )
  if (!upload) return readParameters(request, forge.folded)
  refuseForms(request)
  return new Map()
}

/** A parameter of the path, or else of the query or the body. An API may prefer either, so they must not differ. */
function parameterOf({ parameters }: Routed, given: ReadonlyMap<string, Json>, name: string): Json | undefined {
  const inPath = parameters.get(name)
  if (inPath === undefined) return memberOf(given, name)
  if (given.has(name) && given.get(name) !== inPath) {
    throw unintelligible(`The request gives one "${name}" in its path, and another beside it.`)
  }
  return inPath
}

function memberOf(given: ReadonlyMap<string, Json>, name: string): Json | undefined {
  const [first, ...rest] = name.split('.')
  let value: Json | undefined = given.get(first!)
  for (const part of rest) {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    value = inside ? (value as { readonly [name: string]: Json })[part] : undefined
  }
  return value
}

async function graphql(forge: Forge, request: Request): Promise<NonEmpty<Operation>> {
  const asked = await readCall(request)
  const calling = { protocol: forge.protocol, resource: '/graphql', repository: null, get: () => undefined }
  if (asked.kind === 'query') {
    const secret = [...asked.fields].some((field) => forge.secretFields.has(field))
    return operationsOf({ ...calling, door: 'GraphQL query' }, [{ does: 'read', to: secret ? 'secrets' : 'query' }])
  }
  if (asked.kind === 'unknown') {
    return operationsOf({ ...calling, door: 'GraphQL' }, [{ does: 'execute', to: 'graphql', why: asked.why }])
  }
  const operations = asked.mutations.flatMap((mutation) => mutationOperations(forge, mutation))
  if (!isNonEmpty(operations)) throw new Error('a GraphQL mutation has no operation')
  return operations
}

async function readCall(request: Request): Promise<GraphqlCall> {
  if (request.method !== 'POST' || request.query !== '') {
    return { kind: 'unknown', why: 'GraphQL is only read in the body of a POST that has no query.' }
  }
  return readGraphql(await readBody(request, false))
}

function mutationOperations(forge: Forge, { name, arguments: given }: Mutation): NonEmpty<Operation> {
  const effects = forge.mutations.get(name) ?? [
    { does: 'execute', to: 'graphql', why: `The GraphQL mutation ${name} is not known to Sallyport.` },
  ]
  const input = given.input
  const members = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : []
  const call: Call = {
    protocol: forge.protocol,
    door: `GraphQL ${name}`,
    resource: `/graphql#${name}`,
    repository: null,
    get: (parameter) => memberOf(new Map(members), parameter),
  }
  return operationsOf(call, effects)
}
