/** One message of a WebSocket, as it is recorded; a binary one without its data. */
export interface RecordedMessage {
  /** Milliseconds since the exchange began. */
  readonly at: number
  readonly from: 'client' | 'server'
  /** RFC 6455, section 5.2: 1 for text, 2 for binary. */
  readonly opcode: number
  readonly data?: string
  readonly bytes?: number
}

/** The messages that a recording tells of, and whether its end was cut off within one. */
export function messagesOf(recorded: Buffer): { readonly messages: readonly RecordedMessage[]; readonly cut: boolean } {
  const lines = recorded.toString().split('\n')
  const last = lines.pop()
  const messages = lines.flatMap((line) => {
    const read = messageOf(line)
    return read === null ? [] : [read]
  })
  return { messages, cut: last !== '' || messages.length < lines.length }
}

function messageOf(line: string): RecordedMessage | null {
  try {
    return JSON.parse(line) as RecordedMessage
  } catch {
    return null
  }
}
