import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Opens a server on loopback and `port` (0: any free one), and answers with its URL. */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Closes a server, with whatever its clients still hold open. */
export async function closeNow(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
