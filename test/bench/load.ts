import net from 'node:net'

/** One load, asked for by message and answered with what was measured; a process of its own. Loopback only, bounded. */
export interface Load {
  readonly port: number
  readonly path: string
  readonly headers: readonly string[]
  readonly connections: number
  /** Milliseconds; no request begins after them. */
  readonly duration: number
  /** No request begins after this many. */
  readonly requests: number
}

export interface Measured {
  readonly requests: number
  readonly bytes: number
  /** Milliseconds. */
  readonly elapsed: number
  readonly p50: number
  readonly p99: number
  readonly failures: number
}

function measure({ port, path, headers, connections, duration, requests }: Load): Promise<Measured> {
  const head = Buffer.from([`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...headers, '', ''].join('\r\n'))
  const latencies: number[] = []
  let begun = 0
  let bytes = 0
  let failures = 0
  const start = performance.now()

  const worker = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
      let sentAt = 0
      let left = -1
      let pending = ''
      const next = (): void => {
        if (begun >= requests || performance.now() - start > duration) {
          socket.end()
          resolve()
          return
        }
        begun++
        sentAt = performance.now()
        left = -1
        pending = ''
        socket.write(head)
      }
      socket.on('connect', next)
      socket.on('data', (chunk) => {
        let size = chunk.length
        if (left < 0) {
          pending += chunk.toString('latin1')
          const end = pending.indexOf('\r\n\r\n')
          if (end < 0) return
          const length = /\r\ncontent-length: *(\d+)/i.exec(pending.slice(0, end))
          const chunked = /\r\ntransfer-encoding: *chunked/i.test(pending.slice(0, end))
          if (!pending.startsWith('HTTP/1.1 200')) failures++
          left = length === null ? Number.POSITIVE_INFINITY : Number(length[1])
          if (chunked) left = Number.POSITIVE_INFINITY
          size = pending.length - end - 4
        }
        bytes += size
        left -= size
        // Only masked answers come in chunks here; their last one ends the answer.
        if (left === 0 || (left === Number.POSITIVE_INFINITY && chunk.subarray(-5).toString() === '0\r\n\r\n')) {
          latencies.push(performance.now() - sentAt)
          next()
        }
      })
      socket.on('error', () => {
        failures++
        resolve()
      })
    })

  return Promise.all(Array.from({ length: connections }, worker)).then(() => {
    const elapsed = performance.now() - start
    latencies.sort((a, b) => a - b)
    const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
    return { requests: latencies.length, bytes, elapsed, p50: at(0.5), p99: at(0.99), failures }
  })
}

process.on('message', async (load: Load) => process.send!(await measure(load)))
