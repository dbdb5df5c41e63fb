import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const open: (() => void)[] = []
afterAll(() => {
  for (const close of open.splice(0)) close()
})

/** Serves an app on loopback for as long as the test file runs; answers what it says to one request. */
export async function serving(app: RequestListener) {
  const server = createServer(app).listen(0, '127.0.0.1')
  open.push(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, init)
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.startsWith('application/json') === true
    return { status: answer.status, headers: answer.headers, body: json ? (JSON.parse(text) as unknown) : text }
  }
}
