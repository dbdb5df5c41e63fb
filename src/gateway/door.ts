import { randomBytes } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { AnswerHead, Request } from '../core/request.ts'
import { createBody, hasBody } from './body.ts'
import { withoutClientCredentials } from './client-credentials.ts'
import type { Control } from './forward.ts'
import type { Doors, Gate, Opening } from './gate.ts'
import { stripHopByHop } from './hop-by-hop.ts'
import { withCertificate } from './inject.ts'
import { headersOf, hostOf } from './match.ts'
import { maskedOperations } from './record.ts'
import { normaliseTarget } from './target.ts'

/**
 * The doors' listener, open from the first door on. The programs behind it hold no credential: what opens the upstream
 * goes in here, as it does for agents.
 */
export function createDoors(gate: () => Gate): Doors {
  const open = new Map<string, Opening>()
  let listening: Promise<http.Server> | undefined

  const start = async (): Promise<http.Server> => {
    const server = http.createServer((req, res) => {
      res.on('error', () => {})
      const [, name = ''] = req.url!.split('/', 2)
      const asked = open.get(name)
      if (asked === undefined) {
        res.writeHead(404).end()
        return
      }
      pass(gate(), asked, req, res, req.url!.slice(name.length + 1)).catch((thrown) => {
        gate().observer.failed(asked.exchange, thrown)
        if (res.headersSent) res.destroy()
        else res.writeHead(502, { 'content-type': 'text/plain' }).end(asGatewayError(thrown).message)
      })
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    server.unref()
    return server
  }

  return {
    async open(opening) {
      listening ??= start()
      const { port } = (await listening).address() as AddressInfo
      const name = randomBytes(24).toString('hex')
      open.set(name, opening)
      return { url: `http://127.0.0.1:${port}/${name}`, close: () => void open.delete(name) }
    },
    async close() {
      const server = await listening
      server?.close()
      server?.closeAllConnections()
    },
  }
}

async function pass(
  gate: Gate,
  { adapter, session, connection, exchange: inspectionOf }: Opening,
  req: IncomingMessage,
  res: ServerResponse,
  rawTarget: string,
): Promise<void> {
  const at = gate.now()
  const headers = headersOf(req)
  const { path, query } = normaliseTarget(rawTarget)
  const body = hasBody(req) ? createBody(req) : null
  const fields = withoutClientCredentials(stripHopByHop(headers), '\0')
  const request: Request = {
    ...{ connection, method: req.method!, host: hostOf(headers), path, query, headers: fields, body },
  }
  const operations = await adapter.normalise(request)
  if (!readsOnly(operations)) throw new GatewayError('ERR_DENIED', 'Only reads go through this door.')
  const masker = gate.recordMasker(session.id)
  const exchange = newId(at)
  await gate.journal.intend({
    ...{ exchange, session: session.id, connection: connection.name, protocol: connection.protocol, at },
    ...{
      method: request.method,
      host: request.host,
      target: masker.value(path + query),
      headers: masker.headers(fields),
    },
    ...{ operations: maskedOperations(masker, operations), decisions: [], uses: [], grants: [], inspectionOf },
  })
  const gone = new AbortController()
  res.on('close', () => gone.abort())
  const sent = { status: 0, headers: [] as AnswerHead['headers'], recordings: [], bytes: 0 }
  const settle = (code: GatewayError['code'] | null): void =>
    gate.journal.settle({ exchange, session: session.id, ...sent, code, forwarded: true, at: gate.now() })
  try {
    const credential = await gate.credentials.open(connection, operations, session, null)
    const outgoing = await withCertificate(gate, connection, adapter.authorise(request, credential, new Date(at)))
    await gate.forwarder.send(
      {
        connection,
        ...outgoing,
        body: body?.stream() ?? null,
        contentLength: body?.length,
        signal: gone.signal,
      },
      sinkTo(
        res,
        (answer) => Object.assign(sent, { ...answer, headers: masker.headers(answer.headers) }),
        (bytes) => {
          sent.bytes += bytes
        },
      ),
    )
    settle(null)
  } catch (thrown) {
    settle(asGatewayError(thrown).code)
    throw thrown
  }
}

function readsOnly(operations: NonEmpty<Operation>): boolean {
  return operations.every(({ access }) => access === 'read')
}

function sinkTo(res: ServerResponse, began: (answer: AnswerHead) => void, passed: (bytes: number) => void) {
  return {
    start: (control: Control) => void res.on('drain', () => control.resume()),
    head(answer: AnswerHead) {
      began(answer)
      res.writeHead(answer.status, answer.headers.flat())
    },
    data(chunk: Buffer) {
      passed(chunk.length)
      return res.write(chunk)
    },
    end: () => void res.end(),
  }
}
