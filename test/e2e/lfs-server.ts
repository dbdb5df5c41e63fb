import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { serveGit } from '../../scripts/sample/forge.ts'
import { closeNow, listenOnLoopback } from '../../scripts/sample/loopback.ts'

/** A forge whose repositories lie below a folder, with LFS made after the Git LFS API's own documents. */
export interface LfsServer {
  readonly url: string
  /** Where the repositories lie, and what opens them: set once they are known. */
  opens: { readonly folder: string; readonly password: string } | undefined
  /** Where it says that objects are, if not at itself. */
  elsewhere: string | undefined
  /** What it gives its client to come back with. */
  readonly secret: string
  /** Every object, by its name. */
  readonly objects: Map<string, Buffer>
  /** Method and path of each request about LFS. */
  readonly requests: string[]
  close(): Promise<void>
}

type Lock = { id: string; path: string; locked_at: string; owner: { name: string } }

export async function startLfsServer(): Promise<LfsServer> {
  const objects = new Map<string, Buffer>()
  const locks: Lock[] = []
  const requests: string[] = []
  const http = createServer({ requestTimeout: 0 }, async (req, res) => {
    const { opens } = server
    const [path, query = ''] = req.url!.split('?', 2) as [string, string?]
    const basic = `Basic ${Buffer.from(`gate:${opens?.password}`).toString('base64')}`
    if (opens === undefined || req.headers.authorization !== basic) {
      res.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end()
      return
    }
    const [, repository, call] = /^\/git(\/.+?)\/info\/lfs\/(.*)$/.exec(path) ?? []
    if (repository === undefined || call === undefined) {
      serveGit(opens.folder, path.slice('/git'.length), query, req, res)
      return
    }
    requests.push(`${req.method} ${call.replace(/[0-9a-f]{64}/, 'OID')}`)
    const oid = /^objects\/([0-9a-f]{64})$/.exec(call)?.[1]
    if (oid !== undefined) await transfer(oid, req, res)
    else
      answer(
        call,
        JSON.parse(String(await bodyOf(req)) || '{}'),
        `http://${req.headers.host}/git${repository}`,
        req,
        res,
      )
  })

  async function transfer(oid: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method === 'PUT') {
      const body = await bodyOf(req)
      const whole = createHash('sha256').update(body).digest('hex') === oid
      if (whole) objects.set(oid, body)
      res.writeHead(whole ? 200 : 422).end()
      return
    }
    const object = objects.get(oid)
    res.writeHead(object === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' }).end(object)
  }

  function answer(call: string, asked: Asked, root: string, req: IncomingMessage, res: ServerResponse): void {
    const json = (status: number, value: object): void => {
      const gzip = /gzip/.test(String(req.headers['accept-encoding']))
      const body = JSON.stringify(value)
      const headers = {
        'content-type': 'application/vnd.git-lfs+json',
        ...(gzip ? { 'content-encoding': 'gzip' } : {}),
      }
      res.writeHead(status, headers).end(gzip ? gzipSync(body) : body)
    }
    if (call === 'objects/batch') {
      const header = { Authorization: `Basic ${server.secret}`, Accept: 'application/octet-stream' }
      const action = (place: string) => ({
        href: `${server.elsewhere ?? `${root}/info/lfs`}/${place}`,
        header,
        expires_in: 600,
      })
      const found = asked.objects!.map(({ oid, size }) => {
        if (asked.operation === 'upload') {
          const actions = { upload: action(`objects/${oid}`), verify: action('verify') }
          return objects.has(oid) ? { oid, size } : { oid, size, authenticated: true, actions }
        }
        return objects.has(oid)
          ? { oid, size, authenticated: true, actions: { download: action(`objects/${oid}`) } }
          : { oid, size, error: { code: 404, message: 'There is no such object.' } }
      })
      json(200, { transfer: 'basic', objects: found, hash_algo: 'sha256' })
    } else if (call === 'verify')
      json(objects.get(asked.oid!)?.length === asked.size ? 200 : 404, { message: 'Not here.' })
    else if (call === 'locks' && req.method === 'GET') json(200, { locks })
    else if (call === 'locks/verify') json(200, { ours: locks, theirs: [] })
    else if (call === 'locks') {
      const lock = { id: randomUUID(), path: asked.path!, locked_at: new Date().toISOString(), owner: { name: 'gate' } }
      locks.push(lock)
      json(201, { lock })
    } else {
      const at = locks.findIndex(({ id }) => call === `locks/${id}/unlock`)
      json(at < 0 ? 404 : 200, at < 0 ? { message: 'No such lock.' } : { lock: locks.splice(at, 1)[0] })
    }
  }

  const server: LfsServer = {
    url: await listenOnLoopback(http, 0),
    opens: undefined,
    elsewhere: undefined,
    secret: randomBytes(24).toString('base64url'),
    objects,
    requests,
    close: () => closeNow(http),
  }
  return server
}

interface Asked {
  readonly operation?: string
  readonly objects?: readonly { readonly oid: string; readonly size: number }[]
  readonly oid?: string
  readonly size?: number
  readonly path?: string
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks)
}
