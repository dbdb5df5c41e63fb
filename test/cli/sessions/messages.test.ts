import { messagesOf } from '../../../src/cli/sessions/messages.ts'

test('a line is a message; one that is cut off is none', () => {
  const [first, second] = [
    { at: 1, from: 'client', opcode: 1, data: 'a' },
    { at: 2, from: 'server', opcode: 2, bytes: 3 },
  ]
  const lines = `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`
  expect(messagesOf(Buffer.from(lines))).toEqual({ messages: [first, second], cut: false })
  expect(messagesOf(Buffer.from(lines.slice(0, -5)))).toEqual({ messages: [first], cut: true })
  expect(messagesOf(Buffer.alloc(0))).toEqual({ messages: [], cut: false })
})
