import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serveGit } from './forge.ts'
import { closeNow, listenOnLoopback } from './loopback.ts'

const run = promisify(execFile)

/** A real upstream to stand behind the gate: bare Git repositories, and a small HTTP API. Loopback only. */
export interface SampleUpstream {
  readonly url: string
  /** The repository `acme/shop`, bare, for looking at its refs. */
  readonly repository: string
  /** Every Authorization header seen, and how often. */
  readonly authorizations: ReadonlyMap<string, number>
  /** Requests to the API, as `METHOD /path`. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** What opens it: made anew for each run. */
export interface SampleSecrets {
  readonly forgePassword: string
  readonly apiToken: string
}

export function makeSecrets(): SampleSecrets {
  return { forgePassword: randomBytes(24).toString('base64url'), apiToken: randomBytes(24).toString('base64url') }
}

/** Starts the upstream on loopback, its repositories made in `directory` on first use. */
export async function startUpstream(directory: string, secrets: SampleSecrets, port = 0): Promise<SampleUpstream> {
  const repository = join(directory, 'acme', 'shop.git')
  if ((await stat(repository).catch(() => null)) === null) await seed(directory, repository)
  const basic = `Basic ${Buffer.from(`gate:${secrets.forgePassword}`).toString('base64')}`
  const authorizations = new Map<string, number>()
  const requests: string[] = []
  const server = http.createServer({ requestTimeout: 0 }, (req, res) => {
    const authorization = req.headers.authorization ?? ''
    authorizations.set(authorization, (authorizations.get(authorization) ?? 0) + 1)
    const [path, query = ''] = req.url!.split('?', 2) as [string, string?]
    if (path.startsWith('/git/')) {
      if (authorization === basic) serveGit(directory, path.slice('/git'.length), query, req, res)
      else res.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end()
      return
    }
    requests.push(`${req.method} ${path}`)
    if (authorization === `Bearer ${secrets.apiToken}`) answerApi(req, res, path)
    else res.writeHead(401).end()
  })
  return {
    url: await listenOnLoopback(server, port),
    repository,
    authorizations,
    requests,
    close: () => closeNow(server),
  }
}

/** A key that looks like a cloud provider's, and opens nothing. Assembled, so that no scanner finds it in this file. */
export const MADE_UP_KEY = ['AKIA', 'Z7Q4M2XKWB', '5TNDHP'].join('')

function answerApi(req: IncomingMessage, res: ServerResponse, path: string): void {
  req.resume()
  const json = (status: number, value: object): void => {
    res.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`)
  }
  if (req.method !== 'GET') json(201, { done: `${req.method} ${path}` })
  else if (path === '/v1/settings') json(200, { name: 'shop', region: 'eu-west-1', access_key: MADE_UP_KEY })
  else json(200, { path })
}

async function seed(directory: string, repository: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const work = await mkdtemp(join(directory, '.seed-'))
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com', '-C', work, ...args])
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository])
  await git('init', '--quiet', '--initial-branch=main')
  await writeFile(join(work, 'README.md'), '# Shop\n')
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'Open the shop')
  await git('push', '--quiet', repository, 'main', 'main:refs/heads/release/1.0')
  await rm(work, { recursive: true })
}
