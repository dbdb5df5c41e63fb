import { once } from 'node:events'
import { connect } from 'node:net'
import { GatewayError } from '../../src/core/errors.ts'
import type { Gate } from '../../src/gateway/gate.ts'
import type { Lines } from '../../src/gateway/lines.ts'
import { allow, connectionTo, fakeGate, requiring, TOKEN } from './fake-gate.ts'
import { serve } from './loopback.ts'
import { start } from './start-gate.ts'

/** Lines that end when they are told to. */
function endable() {
  const cuts: ((why: GatewayError) => void)[] = []
  let open = 0
  const lines: Lines = {
    look: () => {},
    open(_owner, cut) {
      cuts.push(cut)
      open++
      return { close: () => open-- }
    },
  }
  const end = () => cuts[0]!(new GatewayError('ERR_SESSION_ENDED', 'The session has ended.'))
  return { lines, end, left: () => open }
}

function client(url: URL, method: string, ...more: string[]) {
  const socket = connect(Number(url.port), url.hostname)
  const fields = [`${method} /c/shop/a HTTP/1.1`, 'host: x', `authorization: Bearer ${TOKEN}`, ...more]
  socket.write(`${fields.join('\r\n')}\r\n\r\n`)
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
  })
  return { socket, heard: () => heard }
}

test('in the middle of an answer: both sides are cut off, and the journal says why', async () => {
  const upstreamGone = Promise.withResolvers<void>()
  const upstream = await serve((_req, res) => {
    res.on('close', upstreamGone.resolve)
    res.write('begun')
  })
  const { lines, end, left } = endable()
  const { url, over, outcomes } = await start({ connections: [connectionTo(upstream)], lines })
  const { socket } = client(url, 'GET')
  await once(socket, 'data')
  end()
  await Promise.all([upstreamGone.promise, once(socket, 'close'), over])
  expect(outcomes).toMatchObject([{ code: 'ERR_SESSION_ENDED', forwarded: true, status: 200, bytes: 5 }])
  expect(left()).toBe(0)
})

test('while the upstream thinks: the client is told in words', async () => {
  const asked = Promise.withResolvers<void>()
  const upstream = await serve(() => asked.resolve())
  const { lines, end } = endable()
  const { url, over, outcomes } = await start({ connections: [connectionTo(upstream)], lines })
  const { socket, heard } = client(url, 'GET', 'connection: close')
  await asked.promise
  end()
  await Promise.all([once(socket, 'close'), over])
  expect(heard()).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":"ERR_SESSION_ENDED"/)
  expect(outcomes).toMatchObject([{ code: 'ERR_SESSION_ENDED', status: 401 }])
})

test('while a body is put on disk: nobody waits for the rest of it, and nothing is sent', async () => {
  const { lines, end, left } = endable()
  const uploading = Promise.withResolvers<void>()
  const { gate } = fakeGate()
  const journal: Gate['journal'] = {
    ...gate.journal,
    async reach({ stage }) {
      if (stage === 'uploading') uploading.resolve()
    },
  }
  const { url, over, calls } = await start({ decisions: [requiring('r')], journal, lines })
  const { socket, heard } = client(url, 'POST', 'content-length: 1000', 'connection: close')
  socket.write('the first of many')
  await uploading.promise
  end()
  await over
  while (!heard().includes('ERR_SESSION_ENDED')) await once(socket, 'data')
  socket.destroy()
  expect(heard()).toMatch(/^HTTP\/1\.1 401 /)
  expect(calls.filter((call) => /^(send|upstream)/.test(call))).toEqual([])
  expect(left()).toBe(0)
})

test('while it is held for people: told at once', async () => {
  const waiting = Promise.withResolvers<void>()
  const { gate } = fakeGate()
  const desk: Gate['desk'] = {
    ...gate.desk,
    async answered(approval, _until, signal) {
      waiting.resolve()
      await once(signal, 'abort')
      return approval
    },
  }
  const { lines, end } = endable()
  const { ask, over, outcomes } = await start({ decisions: [requiring('r'), allow], desk, lines })
  const answer = ask()
  await waiting.promise
  end()
  expect((await (await answer).json()) as object).toMatchObject({ error: { code: 'ERR_SESSION_ENDED' } })
  await over
  expect(outcomes).toMatchObject([{ code: 'ERR_SESSION_ENDED', forwarded: false }])
})
