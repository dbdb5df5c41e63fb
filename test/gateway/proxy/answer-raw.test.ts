import { PassThrough } from 'node:stream'
import { answerRaw, reasonOf } from '../../../src/gateway/proxy/answer-raw.ts'

const answer = { status: 403, headers: [['content-length', '2']] as const, body: Buffer.from('no') }

test('a status line whose reason is the refusal’s first words, in one line and in ASCII', () => {
  const socket = new PassThrough()
  const refusal = { ...answer, body: Buffer.from('ERR_DENIED: no\r\nset-cookie: “a”\nexchange 1\n') }
  expect(reasonOf({ ...answer, body: Buffer.alloc(1_000, 'a') })).toHaveLength(400)
  answerRaw(socket, answer, 'kept', reasonOf(refusal))
  expect(socket.read()!.toString()).toBe(
    'HTTP/1.1 403 ERR_DENIED: no  set-cookie:  a \r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nno',
  )
  expect(socket.writableEnded).toBe(false)
})

test('without words its own; and the end, where no more is wanted', async () => {
  const socket = new PassThrough()
  const said: Buffer[] = []
  socket.on('data', (chunk) => said.push(chunk))
  const closed = new Promise((resolve) => socket.on('close', resolve))
  answerRaw(socket, answer, 'closed')
  await closed
  expect(Buffer.concat(said).toString()).toBe(
    'HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno',
  )
})
