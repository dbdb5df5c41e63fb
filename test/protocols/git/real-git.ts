import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Headers, Request } from '../../../src/core/request.ts'
import { requestOf } from '../requests.ts'

/** What a git command printed. */
export interface Ran {
  readonly code: number
  readonly out: string
}

/** A bare repository, a clone of it with one commit on main, and git, all cut off from the machine's own settings. */
export interface Sandbox {
  readonly bare: string
  readonly clone: string
  git(cwd: string, ...args: string[]): Promise<Ran>
}

export async function sandbox(): Promise<Sandbox> {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-git-'))
  const [bare, clone] = [join(home, 'shop.git'), join(home, 'shop')]
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@test',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@test',
  }
  const git = (cwd: string, ...args: string[]) =>
    new Promise<Ran>((resolve) => {
      execFile('git', args, { cwd, env }, (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), out: stdout + stderr })
      })
    })
  await git(home, 'init', '-q', '--bare', '-b', 'main', bare)
  await git(home, 'init', '-q', '-b', 'main', clone)
  await git(clone, 'commit', '-q', '--allow-empty', '-m', 'first')
  await git(clone, 'push', '-q', bare, 'main')
  // Random, so that a push of it is larger than git sends without a probe.
  await writeFile(join(clone, 'large'), randomBytes(200_000))
  await git(clone, 'add', 'large')
  await git(clone, 'commit', '-q', '-m', 'second')
  return { bare, clone, git }
}

/** What an upstream is asked, in the adapter's terms and in Node's. */
export type Handle = (request: Request, res: ServerResponse, upstream: () => void) => Promise<void>

/** A server whose requests go to `handle`, which may let git's own http-backend answer; resolves to its URL. */
export async function serveGit(bare: string, handle: Handle): Promise<{ url: string; close(): void }> {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const request = requestOf({
      method: req.method!,
      target: req.url!,
      headers: fieldsOf(req),
      ...(req.method === 'POST' ? { body } : {}),
    })
    await handle(request, res, () => backend(bare, req, body, res))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop.git`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function fieldsOf(req: IncomingMessage): Headers {
  return Object.entries(req.headers).map(([name, value]) => [name, String(value)])
}

/** The real server side, by CGI: git-http-backend(1). */
function backend(bare: string, req: IncomingMessage, body: Buffer, res: ServerResponse): void {
  const [path, query] = req.url!.split('?')
  const cgi = spawn('git', ['-c', 'http.receivepack=true', '-c', 'http.uploadpack=true', 'http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      HOME: '/nonexistent',
      GIT_PROJECT_ROOT: join(bare, '..'),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(req.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: req.method,
      PATH_INFO: path,
      QUERY_STRING: query ?? '',
      CONTENT_TYPE: req.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(req.headers['content-encoding'] ?? ''),
      CONTENT_LENGTH: String(body.length),
    },
  })
  const chunks: Buffer[] = []
  cgi.stdout.on('data', (chunk) => chunks.push(chunk))
  cgi.on('close', () => {
    const answer = Buffer.concat(chunks)
    const end = answer.indexOf('\r\n\r\n')
    for (const line of answer.toString('latin1', 0, end).split('\r\n')) {
      const [name, ...value] = line.split(': ')
      if (name === 'Status') res.statusCode = Number.parseInt(value[0]!, 10)
      else if (!res.headersSent) res.setHeader(name!, value.join(': '))
    }
    res.end(answer.subarray(end + 4))
  })
  // Git may have answered, and gone, before it has read a body.
  cgi.stdin.on('error', () => {})
  cgi.stdin.end(body)
}
