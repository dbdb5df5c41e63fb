import http from 'node:http'
import type { AddressInfo } from 'node:net'
import httpProxy from 'http-proxy'

/** What Sallyport is measured against: http-proxy with a keep-alive agent, and nothing else. A process of its own. */
const target = process.argv[2]!
const proxy = httpProxy.createProxyServer({ target, agent: new http.Agent({ keepAlive: true, maxSockets: 256 }) })
const server = http.createServer((req, res) => proxy.web(req, res, {}, () => res.destroy()))
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
