/** A piece of Block Kit, of any kind. */
export interface Piece {
  readonly type: string
  readonly [field: string]: unknown
}

/** What is wrong with a message's or a modal's blocks by Slack's documented limits; empty where nothing is. */
export function faultsOf(blocks: readonly Piece[], surface: 'message' | 'modal'): string[] {
  const most = surface === 'message' ? 50 : 100
  const many = blocks.length > most ? [`no more than ${most} items allowed [json-pointer:/blocks]`] : []
  const ids = blocks.flatMap((block) => (typeof block.block_id === 'string' ? [block.block_id] : []))
  const twice = new Set(ids).size < ids.length ? ['block_id must be unique'] : []
  return [
    ...many,
    ...twice,
    ...blocks.flatMap((block, index) => faultsOfBlock(block).map((it) => `${it} [/blocks/${index}]`)),
  ]
}

function faultsOfBlock(block: Piece): string[] {
  switch (block.type) {
    case 'header':
      return textFaults(block.text, 150, ['plain_text'])
    case 'section': {
      const fields = (block.fields ?? []) as readonly unknown[]
      return [
        ...(block.text === undefined && fields.length === 0 ? ['a section needs text or fields'] : []),
        ...(block.text === undefined ? [] : textFaults(block.text, 3_000)),
        ...(fields.length > 10 ? ['no more than 10 fields'] : []),
        ...fields.flatMap((field) => textFaults(field, 2_000)),
      ]
    }
    case 'context': {
      const elements = block.elements as readonly unknown[]
      return [
        ...(elements.length > 10 ? ['no more than 10 elements'] : []),
        ...elements.flatMap((it) => textFaults(it, 3_000)),
      ]
    }
    case 'actions': {
      const elements = block.elements as readonly Piece[]
      const ids = new Set(elements.map(({ action_id: id }) => id))
      return [
        ...(elements.length === 0 || elements.length > 25 ? ['must have 1 to 25 elements'] : []),
        ...(ids.size < elements.length ? ['action_id must be unique'] : []),
        ...elements.flatMap(buttonFaults),
      ]
    }
    case 'input': {
      const element = block.element as Piece
      return [
        ...textFaults(block.label, 2_000, ['plain_text']),
        ...(element.type === 'plain_text_input' && Number(element.max_length ?? 3_000) <= 3_000 ? [] : ['bad element']),
      ]
    }
    case 'rich_text':
      return Array.isArray(block.elements) && block.elements.length > 0 ? [] : ['must have elements']
    case 'divider':
      return []
    default:
      return [`unsupported block: ${block.type}`]
  }
}

function buttonFaults(button: Piece): string[] {
  return [
    ...(button.type === 'button' ? [] : [`unsupported element: ${button.type}`]),
    ...textFaults(button.text, 75, ['plain_text']),
    ...(String(button.value ?? '').length > 2_000 ? ['value too long'] : []),
    ...(button.url === undefined || URL.canParse(String(button.url)) ? [] : ['invalid url']),
  ]
}

function textFaults(text: unknown, most: number, kinds = ['plain_text', 'mrkdwn']): string[] {
  const { type, text: value } = (text ?? {}) as Piece
  if (!kinds.includes(type)) return [`must be ${kinds.join(' or ')}`]
  if (typeof value !== 'string' || value.length === 0) return ['must be more than 0 characters']
  return value.length > most ? [`must be less than ${most + 1} characters`] : []
}

/** Every text that Slack would look for markup in: mrkdwn objects at any depth. */
export function markupIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markupIn)
  if (typeof value !== 'object' || value === null) return []
  const piece = value as Piece
  if (piece.type === 'mrkdwn') return [String(piece.text)]
  return Object.values(piece).flatMap(markupIn)
}

/** Every text that people read, in the order that it stands in. */
export function wordsIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsIn).filter(Boolean).join('\n')
  if (typeof value !== 'object' || value === null) return ''
  const { text } = value as Piece
  if (typeof text === 'string') return text
  return Object.values(value).map(wordsIn).filter(Boolean).join('\n')
}
