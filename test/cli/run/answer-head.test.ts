import { PassThrough } from 'node:stream'
import { readAnswerHead } from '../../../src/cli/run/answer-head.ts'

const reading = (...chunks: string[]) => {
  const stream = new PassThrough()
  const read = readAnswerHead(stream)
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  return read
}

test.each([
  ['HTTP/1.1 200 Fine\r\nA: b\r\n\r\nrest', 200, 'rest'],
  ['HTTP/1.0 407\r\n\r\n', 407, ''],
])('%j', async (text, status, rest) => {
  const head = await reading(...text)
  expect(head.status).toBe(status)
  expect((head.bytes + head.rest.toString()).length).toBeLessThanOrEqual(text.length)
  const whole = await reading(text)
  expect([whole.bytes + whole.rest.toString(), whole.rest.toString()]).toEqual([text, rest])
})

test.each([
  ['HTTP/1.1 200 Fine\r\nA: b\r\n'],
  ['SSH-2.0-server\r\n\r\n'],
  ['HTTP/2 200 \r\n\r\n'],
  ['x'.repeat(70_000)],
  [''],
])('no answer: %.20j', async (text) => {
  await expect(reading(text)).rejects.toThrow(/^the (connection ended before an answer|answer is not HTTP\/1\.1)$/)
})
