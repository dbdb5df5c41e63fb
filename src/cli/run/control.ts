import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { GatewayError } from '../../core/errors.ts'

/** Milliseconds that the end of a session may take, the gateway's silence included. */
const TIMEOUT = 60_000

/**
 * Lets whoever may look into this directory end what is kept there, once.
 *
 * @param close answers the summary
 * @param done is called once that has been told
 */
export async function serveControl(directory: string, close: () => Promise<string>, done: () => void): Promise<void> {
  const server = createServer(async (req, res) => {
    if (req.method !== 'POST' || req.url !== '/detach') return void res.writeHead(404).end()
    server.close()
    res.once('close', done).end(await close())
  })
  await once(server.listen(join(directory, 'control.sock')), 'listening')
}

/** Ends it. Answers the summary. Rejects with ERR_NOT_ATTACHED where nobody keeps a session there. */
export async function askToDetach(directory: string): Promise<string> {
  const dispatcher = new Agent({ connect: { socketPath: join(directory, 'control.sock') }, headersTimeout: TIMEOUT })
  try {
    const { body } = await request('http://localhost/detach', { method: 'POST', dispatcher })
    return await body.text()
  } catch (cause) {
    throw new GatewayError('ERR_NOT_ATTACHED', `No session is kept in ${directory}.`, {
      fix: 'Name the directory that attach printed, by --state.',
      cause,
    })
  } finally {
    await dispatcher.close()
  }
}
